use segur_dialecte::{Lu, Source};
use segur_model::{Direction, Exchange};
use time::OffsetDateTime;

use super::super::DIALECTE;

fn dits(requete: &str, reponse: &str) -> String {
    let mut e = Exchange::vide(Direction::CandidatVersBanc, OffsetDateTime::UNIX_EPOCH);
    e.service = "mssante".into();
    e.operation = "mssante.smtp.essai".into();
    let (requete, reponse) = (requete.to_owned().into(), reponse.to_owned().into());
    let lu: Box<dyn Lu> = DIALECTE.lire(&Source::echange(&e, &requete, &reponse)).unwrap();
    let un = |(n, v): (&String, &Vec<String>)| format!("{n}={}", v.join("|"));
    lu.faits().faits.iter().map(un).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_commands_show() {
    for (requete, reponse, attendu) in [
        ("", "220 operateur ESMTP\r\n", ""),
        (
            "ehlo poste.labo\r\n",
            "250-operateur\r\n250 SIZE 1\r\n",
            "nom=poste.labo verbe=EHLO",
        ),
        (
            "STARTTLS\r\nMAIL FROM:<a@b.fr>\r\n",
            "220 2.0.0 Commencez TLS\r\n",
            "reponse.detail=2.0.0 starttls.reste=20 verbe=STARTTLS",
        ),
        (
            "AUTH XOAUTH2 masqué (sha256 0)\r\n",
            "235 2.7.0 Boite a@b.fr\r\n",
            "authentifie=a@b.fr mecanisme=XOAUTH2 reponse.detail=2.7.0 verbe=AUTH",
        ),
        (
            "auth plain\r\nmasqué\r\n",
            "334 \r\n535 5.7.8 mot de passe refuse pour a@b.fr\r\n",
            "mecanisme=PLAIN reponse.detail=5.7.8 verbe=AUTH",
        ),
        (
            "MAIL FROM:<A@b.FR> RET=hdrs ENVID=un+2Bdeux SIZE=12\r\n",
            "250 2.1.0 ok\r\n",
            "envid=un+deux expediteur=a@b.fr reponse.detail=2.1.0 ret=HDRS size=12 verbe=MAIL",
        ),
        ("mail from:<>\r\n", "250 2.1.0 ok\r\n", "reponse.detail=2.1.0 verbe=MAIL"),
        (
            "RCPT TO:<C@D.fr> NOTIFY=success,FAILURE ORCPT=rfc822;c@d.fr\n",
            "550 5.1.1 inconnue\r\n",
            "destinataire=c@d.fr notify=SUCCESS|FAILURE orcpt=rfc822;c@d.fr reponse.detail=5.1.1 trame.lf-nus=1 verbe=RCPT",
        ),
        ("QUIT\r\n", "", "verbe=QUIT"),
    ] {
        assert_eq!(dits(requete, reponse), attendu, "{requete:?}");
    }
}
