//! Folders.

use super::{Session, avec, courriel};
use crate::essai::{BIOLOGISTE, Essai};

#[tokio::test]
async fn folders_of_every_mailbox() {
    let (_essai, mut s) = avec(0).await;
    assert_eq!(s.ok("NAMESPACE").await.corps(), "* NAMESPACE ((\"\" \"/\")) NIL NIL");
    assert_eq!(s.ok("LIST \"\" \"\"").await.corps(), "* LIST (\\Noselect) \"/\" \"\"");
    let d = s.ok("LIST \"\" *").await;
    assert_eq!(
        d.corps(),
        "* LIST (\\HasNoChildren \\Archive) \"/\" Archive\n* LIST (\\HasNoChildren \\Drafts) \"/\" Drafts\n\
         * LIST (\\HasNoChildren) \"/\" INBOX\n* LIST (\\HasNoChildren \\Sent) \"/\" Sent\n* LIST (\\HasNoChildren \\Trash) \"/\" Trash"
    );
    assert_eq!(s.ok("LIST (SPECIAL-USE) \"\" %").await.lignes.len(), 4);
    assert_eq!(s.ok("LIST \"\" inb*").await.corps(), "* LIST (\\HasNoChildren) \"/\" INBOX");
    for commande in ["DELETE INBOX", "DELETE Sent", "RENAME INBOX x", "RENAME Trash x"] {
        s.non(commande, "NO [CANNOT]").await;
    }
}

#[tokio::test]
async fn folders_that_the_client_makes() {
    let (essai, mut s) = avec(1).await;
    s.ok("CREATE Labo/2026/Janvier").await;
    s.ok("CREATE R&AOk-sultats").await;
    s.non("CREATE R&AOk-sultats", "NO [ALREADYEXISTS]").await;
    s.non("CREATE \"\"", "NO [CANNOT]").await;
    s.non("CREATE a&b", "NO [CANNOT]").await;
    s.non("CREATE Envois (USE (\\Sent))", "NO [USEATTR]").await;
    s.ok("COPY 1 Labo/2026/Janvier").await;
    assert_eq!(
        s.ok("LIST \"\" (Labo* R*)").await.corps(),
        "* LIST (\\HasChildren) \"/\" Labo\n* LIST (\\HasChildren) \"/\" Labo/2026\n* LIST (\\HasNoChildren) \"/\" Labo/2026/Janvier\n\
         * LIST (\\HasNoChildren) \"/\" R&AOk-sultats"
    );
    // A name that only holds others is told as such.
    s.ok("DELETE Labo/2026").await;
    assert_eq!(
        s.ok("LIST Labo/ %").await.corps(),
        "* LIST (\\Noselect \\HasChildren) \"/\" Labo/2026"
    );
    s.ok("RENAME Labo Archives").await;
    assert_eq!(
        s.ok("STATUS Archives/2026/Janvier (MESSAGES)").await.corps(),
        "* STATUS Archives/2026/Janvier (MESSAGES 1)"
    );
    s.non("STATUS Labo (MESSAGES)", "NO [NONEXISTENT]").await;
    s.non("RENAME Archives INBOX", "NO [ALREADYEXISTS]").await;
    s.non("RENAME Archives Archives/x", "NO [CANNOT]").await;
    s.non("RENAME Absent x", "NO [NONEXISTENT]").await;
    // Subscriptions.
    s.ok("UNSUBSCRIBE Archives").await;
    s.non("SUBSCRIBE Absent", "NO [NONEXISTENT]").await;
    assert_eq!(s.ok("LSUB \"\" Archives%").await.corps(), "* LSUB (\\Noselect) \"/\" Archives");
    let d = s.ok("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" Archives%").await;
    assert_eq!(d.corps(), "* LIST (\\HasChildren) \"/\" Archives (\"CHILDINFO\" (\"SUBSCRIBED\"))");
    // UTF-8, once it was asked for.
    assert_eq!(s.ok("ENABLE UTF8=ACCEPT X-AUTRE").await.corps(), "* ENABLED UTF8=ACCEPT");
    assert_eq!(
        s.ok("LIST \"\" \"Rés*\"").await.corps(),
        "* LIST (\\HasNoChildren) \"/\" \"Résultats\""
    );
    s.ok("CREATE \"R&D\"").await;
    let mut autre = Session::de(&essai, BIOLOGISTE.1).await;
    assert_eq!(autre.ok("LIST \"\" R&-D").await.corps(), "* LIST (\\HasNoChildren) \"/\" R&-D");
}

#[tokio::test]
async fn a_folder_made_again_is_another() {
    let (_essai, mut s) = avec(0).await;
    s.ok("CREATE a").await;
    let validite = |d: super::Dit| d.corps().split("UIDVALIDITY ").nth(1).unwrap().trim_end_matches(')').to_owned();
    s.deposer("a", &courriel(1)).await;
    let avant = validite(s.ok("STATUS a (UIDVALIDITY)").await);
    s.ok("DELETE a").await;
    s.ok("CREATE a").await;
    let apres = validite(s.ok("STATUS a (UIDVALIDITY)").await);
    assert_ne!(avant, apres, "a client would take the UIDs of one for those of the other");
}

#[tokio::test]
async fn a_folder_that_goes_under_a_session() {
    let (essai, mut s) = avec(0).await;
    s.ok("CREATE a").await;
    s.ok("SELECT a").await;
    let mut autre = Session::de(&essai, BIOLOGISTE.1).await;
    autre.ok("SELECT a").await;
    // By its own will, it is closed.
    s.ok("DELETE a").await;
    s.non("FETCH 1 FLAGS", "BAD").await;
    autre.envoyer("NOOP").await;
    assert!(autre.ligne().await.starts_with("* BYE"));
}

#[tokio::test]
async fn a_mailbox_survives_its_bench() {
    let dossier = tempfile::tempdir().unwrap();
    let donnees = Some(dossier.path().to_owned());
    let essai = Essai::sur(donnees.clone(), crate::essai::reglage()).await;
    let mut s = Session::de(&essai, BIOLOGISTE.1).await;
    s.ok("CREATE a/b").await;
    s.ok("UNSUBSCRIBE a").await;
    for n in 1..=3 {
        s.deposer("a/b", &courriel(n)).await;
    }
    s.ok("SELECT a/b").await;
    s.ok("STORE 1:2 FLAGS (\\Seen $Traite)").await;
    s.ok("UID STORE 2 +FLAGS (\\Deleted)").await;
    s.ok("EXPUNGE").await;
    let vu = async |s: &mut Session| {
        let d = s.ok("SELECT a/b").await;
        let f = s.ok("UID FETCH 1:* (FLAGS MODSEQ INTERNALDATE BODY.PEEK[])").await;
        let l = s.ok("LSUB \"\" *").await;
        format!("{}\n{}\n{}", d.corps(), f.corps(), l.corps())
    };
    let avant = vu(&mut s).await;
    drop(s);
    essai.banc.arreter().await;
    let essai = Essai::sur(donnees, crate::essai::reglage()).await;
    let mut s = Session::de(&essai, BIOLOGISTE.1).await;
    assert_eq!(vu(&mut s).await, avant);
}
