//! Documents that are broken, huge, deep or made to fill the memory.

use std::time::{Duration, Instant};

use segur_soap::Limites;

use super::banc::sur;
use crate::{Arbre, Noms};

#[test]
fn broken_documents_are_refused() {
    let entites: String = (1..12)
        .map(|i| format!("<!ENTITY e{i} '{}'>", format!("&e{};", i - 1).repeat(10)))
        .collect();
    let rires = format!("<!DOCTYPE r [<!ENTITY e0 'ha'>{entites}]><r>&e11;</r>");
    let externe = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>";
    let profond = format!("{}{}", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
    let large = format!("<r>{}</r>", "<a/>".repeat(1_100_000));
    let enorme = format!("<r>{}</r>", " ".repeat(41 << 20));
    let invalide = b"<r>\xff\xfe\xfa</r>".to_vec();
    let casses: [(&str, Vec<u8>); 8] = [
        ("rires", rires.into_bytes()),
        ("entité externe", externe.as_bytes().to_vec()),
        ("profond", profond.into_bytes()),
        ("large", large.into_bytes()),
        ("énorme", enorme.into_bytes()),
        ("UTF-8 invalide", invalide),
        ("vide", Vec::new()),
        ("pas du XML", b"bonjour".to_vec()),
    ];
    for (quoi, octets) in casses {
        let depart = Instant::now();
        assert!(Arbre::lire(&octets, &Noms::default(), &Limites::default()).is_err(), "{quoi}");
        eprintln!("{:>8.3} s  {quoi}, {} octets", depart.elapsed().as_secs_f64(), octets.len());
        assert!(depart.elapsed() < Duration::from_secs(20), "{quoi}");
    }
}

#[test]
fn namespaces_without_end_take_bounded_room() {
    use std::fmt::Write as _;
    let mut document = "<r".to_owned();
    for i in 0..60 {
        write!(document, " xmlns:p{i}='urn:{i}'").unwrap();
    }
    document.push('>');
    for i in 0..20_000 {
        write!(document, "<a xmlns:q{}='urn:q'/>", i % 1_000).unwrap();
    }
    document.push_str("</r>");
    assert_eq!(sur(document.as_bytes(), "resolve-QName('q3:x', //a[4])").unwrap(), "QName q3:x");
    let dernier = sur(document.as_bytes(), "resolve-QName('q3:x', //a[last()])");
    assert_eq!(dernier.unwrap_err().code, "LIMITE");
}
