//! Header blocks that the receiver must understand (`mustUnderstand`).

use roxmltree::{Document, Node};
use segur_model::Champ;

use crate::lieu::{enfant, lieu};
use crate::ns;

/// Roles of a block that is for whoever reads the message last. The actor of SOAP 1.1 has the second; no role is that too.
const POUR_LE_DESTINATAIRE: [&str; 3] = [
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
    "http://www.w3.org/2003/05/soap-envelope/role/next",
    "http://schemas.xmlsoap.org/soap/actor/next",
];

/// The blocks that a message says must be understood, that are for its last receiver, and that are of none of these namespaces: a
/// receiver that keeps to SOAP refuses the message (SOAP 1.2 part 1, § 2.4). Each by its name, where it is.
#[must_use]
pub fn non_compris(document: &Document<'_>, connus: &[&str]) -> Vec<Champ> {
    let racine = document.root_element();
    let lus = [ns::SOAP12, ns::SOAP11]
        .into_iter()
        .filter(|_| racine.tag_name().name() == "Envelope");
    lus.filter_map(|soap| Some((soap, enfant(racine, soap, "Header")?)))
        .flat_map(|(soap, entete)| entete.children().filter(Node::is_element).map(move |bloc| (soap, bloc)))
        .filter(|(soap, bloc)| exige(*bloc, soap))
        .filter(|(_, bloc)| bloc.tag_name().namespace().is_none_or(|n| !connus.contains(&n)))
        .map(|(_, bloc)| Champ {
            valeur: bloc.tag_name().name().to_owned(),
            lieu: lieu(document, bloc),
        })
        .collect()
}

fn exige(bloc: Node<'_, '_>, soap: &str) -> bool {
    let role = bloc.attribute((soap, "role")).or_else(|| bloc.attribute((soap, "actor")));
    bloc.attribute((soap, "mustUnderstand"))
        .is_some_and(|m| matches!(m.trim(), "1" | "true"))
        && role.is_none_or(|r| r.trim().is_empty() || POUR_LE_DESTINATAIRE.contains(&r.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noms(blocs: &str, soap: &str) -> Vec<String> {
        let xml = format!(
            "<e:Envelope xmlns:e='{soap}' xmlns:a='{}'><e:Header>{blocs}</e:Header><e:Body/></e:Envelope>",
            ns::WSA
        );
        let document = crate::lire(&xml).unwrap();
        non_compris(&document, &[ns::WSA, ns::WSSE]).into_iter().map(|c| c.valeur).collect()
    }

    #[test]
    fn un_bloc_inconnu_qui_doit_etre_compris() {
        for soap in [ns::SOAP12, ns::SOAP11] {
            assert_eq!(
                noms("<x xmlns='urn:x' e:mustUnderstand='1'/><y e:mustUnderstand=' true '/>", soap),
                ["x", "y"]
            );
            assert_eq!(noms("<x e:mustUnderstand='1' e:role=''/>", soap), ["x"]);
        }
        let destinataire = "<x e:mustUnderstand='1' e:role='http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver'/>";
        assert_eq!(noms(destinataire, ns::SOAP12), ["x"]);
    }

    #[test]
    fn un_bloc_connu_facultatif_ou_pour_un_autre() {
        for bloc in [
            "<a:Action e:mustUnderstand='true'>urn:x</a:Action>",
            "<x xmlns='urn:x'/>",
            "<x e:mustUnderstand='0'/>",
            "<x e:mustUnderstand='false'/>",
            "<x mustUnderstand='1'/>",
            "<x e:mustUnderstand='1' e:role='http://www.w3.org/2003/05/soap-envelope/role/none'/>",
            "<x e:mustUnderstand='1' e:role='urn:relais'/>",
        ] {
            assert_eq!(noms(bloc, ns::SOAP12), Vec::<String>::new(), "{bloc}");
        }
        assert_eq!(non_compris(&crate::lire("<a/>").unwrap(), &[]), []);
    }
}
