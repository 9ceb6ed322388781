//! The syntax of a UCUM unit (case sensitive), with the atoms that a clinical document may meet. Nothing is converted: the question is
//! only whether the text is a unit.

/// Longest unit looked at; also bounds how deep parentheses go.
const LONGUEUR_MAX: usize = 128;

const PREFIXES: &[&str] = &[
    "da", "Ki", "Mi", "Gi", "Ti", "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "d", "c", "m", "u", "n", "p", "f", "a", "z", "y",
];

/// Atoms that take a prefix, between spaces.
const METRIQUES: &str = "\
    m s g rad K cd C mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L ar t bar u eV pc cal cal_[15] cal_[20] \
    cal_th cal_IT [Cal] g% [iU] [IU] U kat eq osm m[H2O] m[Hg] Np B B[SPL] B[V] B[mV] B[uV] B[W] Ci R RAD REM P St dyn erg \
    G Oe Mx Gal Ky Lmb ph sb bit By Bd st tex gf mho Bi [ly]";

/// Atoms that take none, between spaces.
const NUS: &str = "\
    10* 10^ [pi] % [ppth] [ppm] [ppb] [pptr] deg ' '' gon min h d wk mo a mo_s mo_j mo_g a_t a_j a_g AU atm att [diop] \
    [p'diop] [pH] [lbf_av] [psi] [in_i] [ft_i] [yd_i] [mi_i] [fth_i] [nmi_i] [kn_i] [sin_i] [sft_i] [lb_av] [oz_av] \
    [dr_av] [gr] [stone_av] [foz_us] [gal_us] [qt_us] [pt_us] [gil_us] [cup_us] [tbs_us] [tsp_us] [foz_m] [cup_m] [tbs_m] \
    [tsp_m] [fdr_us] [min_us] [oz_tr] [pwt_tr] [lb_tr] [oz_ap] [sc_ap] [dr_ap] [degF] [degR] [degRe] [hp_X] [hp_C] [hp_M] \
    [hp_Q] [kp_X] [kp_C] [Amb'a'1'U] [arb'U] [USP'U] [GPL'U] [MPL'U] [APL'U] [beth'U] [todd'U] [dye'U] [smgy'U] [bdsk'U] \
    [ka'U] [knk'U] [mclg'U] [tb'U] [anti'Xa'U] [PFU] [FFU] [CFU] [BAU] [AU] [IR] [PNU] [Lf] [D'ag'U] [EID_50] [ELU] [EU] \
    [hnsf'U] [MET] [HPF] [LPF] [CCID_50] [TCID_50] [FEU] [Ch] [drp] [hd_i] [car_m] [car_Au] [pied] [S] [m/s2/Hz^0.5] [PRU] \
    [wood'U] [cr_i] circ sph [CAE'U] [smoot] [bbl_us] [crd_us] [lne] [pnt] [pca] [HP] [kp_M] [kp_Q] [hp'_X] [hp'_C] \
    [hp'_M] [hp'_Q] [e] [c] [h] [k] [g] [G]";

/// Whether a text is a unit.
pub(crate) fn est_unite(texte: &str) -> bool {
    if texte.is_empty() || texte.len() > LONGUEUR_MAX || !texte.bytes().all(|b| b.is_ascii_graphic()) {
        return false;
    }
    let mut lecteur = Lecteur { reste: texte };
    lecteur.prendre('/');
    lecteur.terme() && lecteur.reste.is_empty()
}

struct Lecteur<'t> {
    reste: &'t str,
}

impl Lecteur<'_> {
    fn prendre(&mut self, c: char) -> bool {
        let suite = self.reste.strip_prefix(c);
        self.reste = suite.unwrap_or(self.reste);
        suite.is_some()
    }

    /// Components joined by `.` and `/`.
    fn terme(&mut self) -> bool {
        loop {
            if !self.composant() {
                return false;
            }
            if !self.prendre('.') && !self.prendre('/') {
                return true;
            }
        }
    }

    /// `(term)`, a number, a unit with its exponent, each with an annotation or not; or an annotation alone.
    fn composant(&mut self) -> bool {
        if self.reste.starts_with('{') {
            return self.annotation();
        }
        if self.prendre('(') {
            if !self.terme() || !self.prendre(')') {
                return false;
            }
        } else {
            let fin = self.reste.find(['.', '/', '{', '(', ')']).unwrap_or(self.reste.len());
            // A full stop or a stroke within brackets belongs to the atom.
            let fin = self.apres_crochet(fin);
            let (simple, suite) = self.reste.split_at(fin);
            if !simple_unite(simple) {
                return false;
            }
            self.reste = suite;
        }
        !self.reste.starts_with('{') || self.annotation()
    }

    /// Where the component ends, when the end found is within brackets.
    fn apres_crochet(&self, fin: usize) -> usize {
        let avant = &self.reste[..fin];
        if avant.matches('[').count() == avant.matches(']').count() {
            return fin;
        }
        let Some(ferme) = self.reste[fin..].find(']').map(|i| fin + i + 1) else {
            return fin;
        };
        self.reste[ferme..]
            .find(['.', '/', '{', '(', ')'])
            .map_or(self.reste.len(), |i| ferme + i)
    }

    fn annotation(&mut self) -> bool {
        let Some((dedans, suite)) = self.reste.strip_prefix('{').and_then(|r| r.split_once('}')) else {
            return false;
        };
        self.reste = suite;
        !dedans.contains('{')
    }
}

/// A number, or an atom with its prefix and exponent.
fn simple_unite(texte: &str) -> bool {
    if texte.is_empty() {
        return false;
    }
    if texte.bytes().all(|b| b.is_ascii_digit()) || atome(texte) {
        return true;
    }
    let sans_chiffres = texte.trim_end_matches(|c: char| c.is_ascii_digit());
    let base = sans_chiffres.strip_suffix(['+', '-']).unwrap_or(sans_chiffres);
    sans_chiffres.len() < texte.len() && atome(base)
}

fn atome(texte: &str) -> bool {
    let metrique = |t: &str| METRIQUES.split(' ').any(|a| a == t);
    let avec_prefixe = || PREFIXES.iter().filter_map(|p| texte.strip_prefix(p)).any(metrique);
    metrique(texte) || NUS.split(' ').any(|a| a == texte) || avec_prefixe()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn unites_et_non_unites() {
        for bon in [
            "g/L",
            "mmol/L",
            "m[IU]/L",
            "10*9/L",
            "10*12/L",
            "%",
            "/uL",
            "mm[Hg]",
            "kg/m2",
            "mL/min/{1.73_m2}",
            "mL/min/1.73.m2",
            "[pH]",
            "fL",
            "ug/mL",
            "{score}",
            "U/L",
            "[IU]/mL",
            "mGy.cm",
            "s-1",
            "m.s-2",
            "Cel",
            "[degF]",
            "mg/(24.h)",
            "{ratio}",
            "1",
            "/[HPF]",
            "nkat/L",
            "meq/L",
            "mosm/kg",
            "pg",
            "a",
            "[arb'U]/mL",
            "10*3{cells}/uL",
            "[m/s2/Hz^0.5]",
        ] {
            assert!(est_unite(bon), "{bon}");
        }
        for mauvais in [
            "", "UI/L", "mUI/L", "g/l/", "G/L ", "µg/L", "mm Hg", "giga/L", "g//L", "10^9^/L", "(g/L", "g)", "{a", "{a}}", "mmHg", "/",
            "g-", "°C", "gr/L", "x10*9", "[IU",
        ] {
            assert!(!est_unite(mauvais), "{mauvais}");
        }
        assert!(!est_unite(&"(".repeat(10_000)));
        assert!(est_unite(&format!("{}g{}", "(".repeat(60), ")".repeat(60))));
    }

    proptest! {
        #[test]
        fn rien_ne_fait_paniquer(texte in "\\PC{0,40}", presque in "[a-zA-Z0-9\\[\\]{}()/.*^%'+-]{0,60}") {
            let _ = est_unite(&texte);
            let _ = est_unite(&presque);
        }
    }
}
