// JavaMail against the MSSanté operator of the bench. Argument: a file of properties that says where it is (`courriel_javamail.py` writes it).
//
// Prints « operation résultat », a line each; exits 1 when one failed.

import com.sun.mail.imap.IMAPFolder;
import com.sun.mail.imap.IMAPMessage;
import com.sun.mail.imap.IMAPStore;
import com.sun.mail.smtp.SMTPMessage;
import com.sun.mail.smtp.SMTPSendFailedException;
import com.sun.mail.smtp.SMTPAddressFailedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.activation.DataHandler;
import javax.mail.AuthenticationFailedException;
import javax.mail.FetchProfile;
import javax.mail.Flags;
import javax.mail.Folder;
import javax.mail.Message;
import javax.mail.MessagingException;
import javax.mail.Quota;
import javax.mail.Session;
import javax.mail.Store;
import javax.mail.Transport;
import javax.mail.UIDFolder;
import javax.mail.event.MessageCountAdapter;
import javax.mail.event.MessageCountEvent;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import javax.mail.search.AndTerm;
import javax.mail.search.BodyTerm;
import javax.mail.search.FlagTerm;
import javax.mail.search.HeaderTerm;
import javax.mail.search.SubjectTerm;
import javax.mail.util.ByteArrayDataSource;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

public final class CourrielJavaMail {
  private static final Properties ICI = new Properties();
  private static final String MARQUE = Long.toHexString(System.nanoTime());
  private static final List<String> ECHECS = new ArrayList<>();
  private static int rang;

  /** What an operation does; what it returns is the refusal that was awaited. */
  private interface Faire {
    String faire() throws Exception;
  }

  private static void operation(String noms, Faire faire) {
    String resultat;
    try {
      resultat = faire.faire();
    } catch (Exception | AssertionError e) {
      ECHECS.add(noms);
      resultat = "ko";
      System.err.println(noms + " :");
      e.printStackTrace();
    }
    for (String nom : noms.split("; ")) {
      System.out.println(nom + " " + (resultat == null ? "ok" : resultat));
    }
  }

  private static void exiger(boolean vrai, Object quoi) {
    if (!vrai) {
      throw new AssertionError(quoi);
    }
  }

  private static SSLSocketFactory tls(boolean certificat) throws Exception {
    char[] mot = "banc".toCharArray();
    KeyStore confiance = KeyStore.getInstance("PKCS12");
    try (var f = new FileInputStream(ICI.getProperty("raccordement") + "/confiance.p12")) {
      confiance.load(f, mot);
    }
    var gardiens = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    gardiens.init(confiance);
    KeyManagerFactory cles = null;
    if (certificat) {
      KeyStore sien = KeyStore.getInstance("PKCS12");
      try (var f = new FileInputStream(ICI.getProperty("raccordement") + "/org-auth-cli.p12")) {
        sien.load(f, mot);
      }
      cles = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      cles.init(sien, mot);
    }
    SSLContext contexte = SSLContext.getInstance("TLS");
    contexte.init(cles == null ? null : cles.getKeyManagers(), gardiens.getTrustManagers(), null);
    return contexte.getSocketFactory();
  }

  /** A session for smtp, smtps, imap or imaps; `plus`: pairs of properties, without the protocol. */
  private static Session session(String protocole, boolean certificat, String... plus) throws Exception {
    Properties p = new Properties();
    String tete = "mail." + protocole + ".";
    p.put(tete + "ssl.socketFactory", tls(certificat));
    p.put(tete + "ssl.checkserveridentity", "true");
    p.put(tete + "connectiontimeout", "30000");
    p.put(tete + "timeout", "60000");
    if (!protocole.endsWith("s")) {
      p.put(tete + "starttls.enable", "true");
      p.put(tete + "starttls.required", "true");
    }
    p.put("mail.smtp.localhost", "poste.test");
    for (int n = 0; n < plus.length; n += 2) {
      p.put(tete + plus[n], plus[n + 1]);
    }
    return Session.getInstance(p);
  }

  /** By name: JavaMail compares no address with those of a certificate. */
  private static String[] point(String nom) {
    String[] ou = ICI.getProperty(nom).split("://")[1].split("/")[0].split(":");
    return new String[] {"localhost", ou[1]};
  }

  private static SMTPMessage courriel(Session s, String de, String a) throws Exception {
    rang += 1;
    String nom = "<" + rang + "." + MARQUE + "@javamail.test>";
    SMTPMessage m = new SMTPMessage(s) {
      @Override
      protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", nom);
      }
    };
    m.setFrom(new InternetAddress(de, "Alex BIOTEST"));
    m.setRecipients(Message.RecipientType.TO, a);
    m.setSubject("Résultat du dosage", "UTF-8");
    m.setHeader("X-MSS-NIL", "NIL-ESSAI");
    m.setSentDate(new Date());
    m.setText("Bonjour,\r\n.\r\n..voici le résultat.\r\n", "UTF-8");
    return m;
  }

  private static void partir(Session s, String protocole, String point, String qui, String secret, Message m) throws Exception {
    String[] ou = point(point);
    try (Transport t = s.getTransport(protocole)) {
      t.connect(ou[0], Integer.parseInt(ou[1]), qui, secret);
      m.saveChanges();
      t.sendMessage(m, m.getAllRecipients());
    }
    recu(m.getHeader("Message-ID")[0]);
  }

  private static IMAPStore entrer(String protocole, String point, boolean certificat, String qui, String secret, String... plus) throws Exception {
    String[] ou = point(point);
    IMAPStore store = (IMAPStore) session(protocole, certificat, plus).getStore(protocole);
    store.connect(ou[0], Integer.parseInt(ou[1]), qui, secret);
    return store;
  }

  private static IMAPStore boite(String... plus) throws Exception {
    return entrer("imaps", "mssante.imaps", false, ICI.getProperty("prescripteur"), ICI.getProperty("mot"), plus);
  }

  private static void recu(String identifiant) throws Exception {
    try (Store store = boite(); Folder f = store.getFolder("INBOX")) {
      f.open(Folder.READ_ONLY);
      for (int n = 0; n < 100; n += 1) {
        if (f.search(new HeaderTerm("Message-ID", identifiant)).length == 1) {
          return;
        }
        Thread.sleep(100);
        f.getMessageCount();
      }
      throw new AssertionError(identifiant + " n'est pas arrivé");
    }
  }

  private static String refus(int attendu, Faire faire) throws Exception {
    try {
      faire.faire();
    } catch (AuthenticationFailedException e) {
      // With XOAUTH2, JavaMail stops at the challenge that says why, and never asks for the number that follows.
      exiger(e.getMessage().startsWith(String.valueOf(attendu)) || e.getMessage().startsWith("334"), e);
      return e.getMessage().substring(0, 3);
    } catch (MessagingException e) {
      for (Exception x = e; x instanceof MessagingException; x = ((MessagingException) x).getNextException()) {
        int code = x instanceof SMTPSendFailedException s ? s.getReturnCode() : x instanceof SMTPAddressFailedException a ? a.getReturnCode() : 0;
        if (code == attendu) {
          return String.valueOf(attendu);
        }
      }
      throw e;
    }
    throw new AssertionError("accepté");
  }

  private static void envoi() {
    String alex = ICI.getProperty("biologiste");
    String a = ICI.getProperty("prescripteur");
    String mot = ICI.getProperty("mot");
    operation("STARTTLS; AUTH PLAIN; points en tête de ligne", () -> {
      Session s = session("smtp", false, "auth", "true", "auth.mechanisms", "PLAIN");
      partir(s, "smtp", "mssante.soumission", alex, mot, courriel(s, alex, a));
      return null;
    });
    operation("AUTH LOGIN", () -> {
      Session s = session("smtp", false, "auth", "true", "auth.mechanisms", "LOGIN");
      partir(s, "smtp", "mssante.soumission", alex, mot, courriel(s, alex, a));
      return null;
    });
    operation("TLS implicite", () -> {
      Session s = session("smtps", false, "auth", "true");
      partir(s, "smtps", "mssante.smtps", alex, mot, courriel(s, alex, a));
      return null;
    });
    operation("AUTH XOAUTH2", () -> {
      Session s = session("smtp", false, "auth", "true", "auth.mechanisms", "XOAUTH2");
      partir(s, "smtp", "mssante.soumission", alex, ICI.getProperty("jeton"), courriel(s, alex, a));
      return null;
    });
    operation("jeton faux", () -> refus(535, () -> {
      Session s = session("smtp", false, "auth", "true", "auth.mechanisms", "XOAUTH2");
      partir(s, "smtp", "mssante.soumission", alex, "a.b.c", courriel(s, alex, a));
      return null;
    }));
    operation("mot de passe faux", () -> refus(535, () -> {
      Session s = session("smtp", false, "auth", "true");
      partir(s, "smtp", "mssante.soumission", alex, "autre", courriel(s, alex, a));
      return null;
    }));
    operation("certificat (boîte APP)", () -> {
      Session s = session("smtp", true);
      partir(s, "smtp", "mssante.soumission", null, null, courriel(s, ICI.getProperty("machine"), a));
      return null;
    });
    operation("sans AUTH", () -> refus(530, () -> {
      Session s = session("smtp", false);
      partir(s, "smtp", "mssante.soumission", null, null, courriel(s, alex, a));
      return null;
    }));
    operation("au nom d'un autre", () -> refus(553, () -> {
      Session s = session("smtp", false, "auth", "true");
      partir(s, "smtp", "mssante.soumission", alex, mot, courriel(s, a, a));
      return null;
    }));
    operation("destinataire inconnu", () -> refus(550, () -> {
      Session s = session("smtp", false, "auth", "true");
      partir(s, "smtp", "mssante.soumission", alex, mot, courriel(s, alex, "personne@test.mssante.fr"));
      return null;
    }));
    operation("DSN (NOTIFY, RET, ENVID, ORCPT)", () -> {
      Session s = session("smtp", false, "auth", "true");
      SMTPMessage m = courriel(s, alex, a);
      m.setNotifyOptions(SMTPMessage.NOTIFY_SUCCESS | SMTPMessage.NOTIFY_FAILURE);
      m.setReturnOption(SMTPMessage.RETURN_HDRS);
      m.setMailExtension("ENVID=java-" + MARQUE);
      partir(s, "smtp", "mssante.soumission", alex, mot, m);
      try (Store store = entrer("imaps", "mssante.imaps", false, alex, mot); Folder f = store.getFolder("INBOX")) {
        f.open(Folder.READ_ONLY);
        Message[] rapports = f.search(new BodyTerm("java-" + MARQUE));
        exiger(rapports.length == 1 && rapports[0].isMimeType("multipart/report"), rapports.length);
      }
      return null;
    });
    operation("8BITMIME; pièce de 10 Mo", () -> {
      Session s = session("smtp", false, "auth", "true", "allow8bitmime", "true");
      SMTPMessage m = courriel(s, alex, a);
      MimeMultipart parties = new MimeMultipart();
      MimeBodyPart texte = new MimeBodyPart();
      texte.setText("Voici le résultat.", "UTF-8");
      parties.addBodyPart(texte);
      MimeBodyPart piece = new MimeBodyPart();
      piece.setDataHandler(new DataHandler(new ByteArrayDataSource(new byte[10_000_000], "application/octet-stream")));
      piece.setFileName("piece.bin");
      parties.addBodyPart(piece);
      m.setContent(parties);
      m.setAllow8bitMIME(true);
      partir(s, "smtp", "mssante.soumission", alex, mot, m);
      return null;
    });
  }

  private static void lecture() {
    String alex = ICI.getProperty("biologiste");
    String a = ICI.getProperty("prescripteur");
    String mot = ICI.getProperty("mot");
    operation("STARTTLS; CAPABILITY; AUTH PLAIN", () -> {
      try (IMAPStore s = entrer("imap", "mssante.imap", false, a, mot)) {
        exiger(s.hasCapability("IDLE") && s.hasCapability("UIDPLUS"), "CAPABILITY");
      }
      return null;
    });
    operation("TLS implicite; LOGIN", () -> {
      boite("auth.plain.disable", "true").close();
      return null;
    });
    operation("AUTH XOAUTH2", () -> {
      try (IMAPStore s = entrer("imaps", "mssante.imaps", false, alex, ICI.getProperty("jeton"), "auth.mechanisms", "XOAUTH2")) {
        exiger(s.getFolder("INBOX").exists(), "INBOX");
      }
      return null;
    });
    operation("jeton faux", () -> {
      try (IMAPStore s = entrer("imaps", "mssante.imaps", false, alex, "a.b.c", "auth.mechanisms", "XOAUTH2")) {
        throw new AssertionError("accepté");
      } catch (AuthenticationFailedException e) {
        exiger(e.getMessage().contains("AUTHENTICATIONFAILED"), e);
        return "AUTHENTICATIONFAILED";
      }
    });
    operation("ID; NAMESPACE; GETQUOTAROOT", () -> {
      try (IMAPStore s = boite()) {
        exiger("segur-bench".equals(s.id(java.util.Map.of("name", "JavaMail")).get("name")), "ID");
        exiger(s.getPersonalNamespaces().length == 1, "NAMESPACE");
        Quota[] q = s.getQuota("INBOX");
        exiger(q.length == 1 && q[0].resources[0].limit > 0, Arrays.toString(q));
      }
      return null;
    });
    String dossier = "Résultats " + MARQUE + " & suites";
    byte[] brut = ("From: a@test.mssante.fr\r\nTo: b@test.mssante.fr\r\nSubject: =?utf-8?q?Glyc=C3=A9mie?=\r\nMessage-ID: <brut." + MARQUE
        + "@javamail.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nÀ jeun\r\n.\r\n")
        .getBytes(StandardCharsets.UTF_8);
    operation("CREATE (accents); LIST; SUBSCRIBE; LSUB; APPEND; STATUS", () -> {
      try (IMAPStore s = boite()) {
        IMAPFolder f = (IMAPFolder) s.getFolder(dossier);
        exiger(f.create(Folder.HOLDS_MESSAGES), "CREATE");
        f.setSubscribed(true);
        exiger(Arrays.stream(s.getDefaultFolder().list("*")).anyMatch(d -> d.getFullName().equals(dossier)), "LIST");
        exiger(Arrays.stream(s.getDefaultFolder().listSubscribed("*")).anyMatch(d -> d.getFullName().equals(dossier)), "LSUB");
        Message[] trois = new Message[3];
        for (int n = 0; n < 3; n += 1) {
          trois[n] = new MimeMessage(null, new ByteArrayInputStream(brut));
        }
        trois[0].setFlag(Flags.Flag.SEEN, true);
        var uids = f.appendUIDMessages(trois);
        exiger(uids[2] != null && uids[2].uid == 3, "APPENDUID");
        exiger(f.getMessageCount() == 3 && f.getUnreadMessageCount() == 2 && f.getUIDNext() == 4, "STATUS");
      }
      return null;
    });
    operation("SELECT; EXAMINE; FETCH BODY[] (octet pour octet); FETCH ENVELOPE; FETCH BODYSTRUCTURE; FETCH sections", () -> {
      try (IMAPStore s = boite(); IMAPFolder f = (IMAPFolder) s.getFolder(dossier)) {
        f.open(Folder.READ_ONLY);
        FetchProfile voulu = new FetchProfile();
        voulu.add(FetchProfile.Item.ENVELOPE);
        voulu.add(FetchProfile.Item.CONTENT_INFO);
        voulu.add(FetchProfile.Item.FLAGS);
        voulu.add(FetchProfile.Item.SIZE);
        voulu.add(UIDFolder.FetchProfileItem.UID);
        Message[] tous = f.getMessages();
        f.fetch(tous, voulu);
        for (Message m : tous) {
          ((IMAPMessage) m).setPeek(true);
          ByteArrayOutputStream vu = new ByteArrayOutputStream();
          m.writeTo(vu);
          exiger(Arrays.equals(vu.toByteArray(), brut), vu);
          exiger(m.getSubject().equals("Glycémie") && m.getSize() > 0 && m.isMimeType("text/plain"), m.getSubject());
          exiger(m.getContent().toString().startsWith("À jeun"), m.getContent());
        }
        exiger(tous[0].isSet(Flags.Flag.SEEN) && !tous[1].isSet(Flags.Flag.SEEN), "drapeaux");
      }
      return null;
    });
    operation("FETCH partiel", () -> {
      // Sixteen bytes at a time.
      try (IMAPStore s = boite("fetchsize", "16"); IMAPFolder f = (IMAPFolder) s.getFolder(dossier)) {
        f.open(Folder.READ_ONLY);
        ByteArrayOutputStream vu = new ByteArrayOutputStream();
        f.getMessage(1).writeTo(vu);
        exiger(Arrays.equals(vu.toByteArray(), brut), vu);
      }
      return null;
    });
    operation("SEARCH; SEARCH TEXT, BODY", () -> {
      // Otherwise JavaMail looks by itself when the server refuses.
      try (IMAPStore s = boite("throwsearchexception", "true"); IMAPFolder f = (IMAPFolder) s.getFolder(dossier)) {
        f.open(Folder.READ_ONLY);
        exiger(f.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false)).length == 2, "UNSEEN");
        exiger(f.search(new AndTerm(new BodyTerm("jeun"), new HeaderTerm("Message-ID", "brut." + MARQUE))).length == 3, "BODY");
        exiger(f.search(new BodyTerm("absent")).length == 0, "absent");
      }
      return null;
    });
    operation("SEARCH en UTF-8", () -> {
      try (IMAPStore s = boite(); IMAPFolder f = (IMAPFolder) s.getFolder(dossier)) {
        f.open(Folder.READ_ONLY);
        // JavaMail 1.6 writes Latin-1 in a session whose texts are UTF-8: it is told so, and looks by itself.
        exiger(f.search(new SubjectTerm("glycémie")).length == 3, "SUBJECT");
      }
      return "BADCHARSET";
    });
    operation("STORE; UID EXPUNGE; COPY; MOVE; EXPUNGE", () -> {
      try (IMAPStore s = boite(); IMAPFolder f = (IMAPFolder) s.getFolder(dossier)) {
        IMAPFolder vers = (IMAPFolder) s.getFolder("Copies " + MARQUE);
        vers.create(Folder.HOLDS_MESSAGES);
        f.open(Folder.READ_WRITE);
        f.setFlags(new Message[] {f.getMessage(2)}, new Flags("$Traite"), true);
        exiger(f.getMessage(2).getFlags().contains("$Traite"), "STORE");
        f.copyMessages(new Message[] {f.getMessage(1), f.getMessage(2)}, vers);
        f.moveMessages(new Message[] {f.getMessage(3)}, vers);
        exiger(vers.getMessageCount() == 3 && f.getMessage(3).isExpunged(), "COPY, MOVE");
        f.getMessage(1).setFlag(Flags.Flag.DELETED, true);
        exiger(f.expunge(new Message[] {f.getMessage(2)}).length == 0, "UID EXPUNGE d'un autre");
        // And the one that was moved.
        exiger(f.expunge().length == 2 && f.getMessageCount() == 1, "EXPUNGE");
        vers.delete(true);
      }
      return null;
    });
    operation("IDLE", () -> {
      try (IMAPStore s = boite(); IMAPFolder f = (IMAPFolder) s.getFolder(dossier)) {
        f.open(Folder.READ_ONLY);
        CountDownLatch venu = new CountDownLatch(1);
        f.addMessageCountListener(new MessageCountAdapter() {
          @Override
          public void messagesAdded(MessageCountEvent e) {
            venu.countDown();
          }
        });
        Thread ecoute = new Thread(() -> {
          try {
            f.idle(true);
          } catch (MessagingException e) {
            e.printStackTrace();
          }
        });
        ecoute.start();
        Thread.sleep(300);
        try (IMAPStore autre = boite()) {
          ((IMAPFolder) autre.getFolder(dossier)).appendMessages(new Message[] {new MimeMessage(null, new ByteArrayInputStream(brut))});
        }
        exiger(venu.await(30, TimeUnit.SECONDS), "rien n'est venu");
        ecoute.join(30_000);
      }
      return null;
    });
    operation("RENAME; DELETE", () -> {
      try (IMAPStore s = boite()) {
        exiger(s.getFolder(dossier).renameTo(s.getFolder(dossier + " 2")), "RENAME");
        exiger(s.getFolder(dossier + " 2").delete(true), "DELETE");
      }
      return null;
    });
  }

  public static void main(String[] arguments) throws Exception {
    try (var f = new InputStreamReader(new FileInputStream(arguments[0]), StandardCharsets.UTF_8)) {
      ICI.load(f);
    }
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    String version = com.sun.mail.imap.IMAPStore.class.getPackage().getImplementationVersion();
    System.out.println("version " + version);
    envoi();
    System.out.println("--- lecture");
    System.out.println("version " + version);
    lecture();
    if (!ECHECS.isEmpty()) {
      System.err.println("ÉCHEC : " + ECHECS);
      System.exit(1);
    }
  }
}
