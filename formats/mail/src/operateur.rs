//! What the operator needs to answer for itself (`mssante.operateur.*`): when it lacks it, a refusal says nothing of the candidate.

use segur_model::rule::rapportee;

segur_model::regles! {
    CLES_PSC = rapportee("mssante.operateur.cles-psc",
        "Le banc lit les clés de Pro Santé Connect chez qui le joue : sans elles aucun jeton n'est vérifié, et le refus ne dit rien du logiciel",
        "segur-bench, docs/mssante.md (réglage [mssante] jwks)");
}
