import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Le banc dans un conteneur, pour des essais JUnit 5 : {@code @ExtendWith(BancSegur.class)}, et un paramètre {@code BancSegur.Banc}. Démarré
 * une fois pour tous les essais, à des ports libres, par la commande docker ; jeté à la fin. L'image : segur-bench:dev, ou SEGUR_BENCH_IMAGE.
 */
public final class BancSegur implements ParameterResolver {
    private static final List<String> POINTS = List.of("insi.tlsm", "insi.lps", "dmp.lps", "annuaire.fhir", "annuaire.extraction", "psc.auth",
        "psc.edc", "psc.proxy", "psc.wallet", "igc.crl", "mssante.web", "mssante.soumission", "mssante.smtps", "mssante.imap", "mssante.imaps",
        "mssante.relais");
    private static final int SECONDES = 120;

    @Override
    public boolean supportsParameter(ParameterContext parametre, ExtensionContext contexte) {
        return parametre.getParameter().getType() == Banc.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parametre, ExtensionContext contexte) {
        // La racine : un seul banc pour toutes les classes, fermé après la dernière.
        return contexte.getRoot().getStore(ExtensionContext.Namespace.create(BancSegur.class)).getOrComputeIfAbsent(Banc.class);
    }

    /** Ce qu'un essai veut savoir du banc. */
    public static final class Banc implements ExtensionContext.Store.CloseableResource {
        /** SEGUR_INSI_TLSM_URL, SEGUR_INSI_IDAM, SEGUR_PATIENT_NOM… */
        public final Map<String, String> adresses = new TreeMap<>();
        /** banc.json, pour « segur-bench run --banc ». */
        public final Path acces;
        /** confiance.p12, org-insi-auto.p12… Mot de passe : banc. */
        public final Path certificats;

        private final String nom = "segur-junit-" + UUID.randomUUID();

        Banc() throws IOException {
            Path dossier = Files.createTempDirectory("segur");
            try {
                demarrer(dossier);
                commande("raccordement", "--dans", "/tmp/raccordement").lines().filter(l -> l.startsWith("SEGUR_")).forEach(l ->
                    adresses.put(l.substring(0, l.indexOf('=')), l.substring(l.indexOf('=') + 1)));
                certificats = prendre("/tmp/raccordement", dossier);
                acces = prendre("/donnees/banc.json", dossier);
            } catch (IOException | RuntimeException e) {
                close();
                throw e;
            }
        }

        /** Un contexte TLS qui croit le banc, et présente cette identité (org-insi-auto, org-auth-cli… ; null : aucune). */
        public SSLContext tls(String identite) throws IOException, GeneralSecurityException {
            TrustManagerFactory confiance = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            confiance.init(magasin("confiance"));
            KeyManagerFactory cles = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            cles.init(identite == null ? null : magasin(identite), "banc".toCharArray());
            SSLContext contexte = SSLContext.getInstance("TLS");
            contexte.init(cles.getKeyManagers(), confiance.getTrustManagers(), null);
            return contexte;
        }

        /** La sortie de « segur-bench … --banc ». */
        public String commande(String... arguments) throws IOException {
            List<String> tous = new ArrayList<>(List.of("exec", nom, "/segur-bench"));
            tous.addAll(List.of(arguments));
            tous.addAll(List.of("--banc", "/donnees/banc.json"));
            return docker(tous);
        }

        @Override
        public void close() throws IOException {
            docker(List.of("rm", "--force", "--volumes", nom));
        }

        private void demarrer(Path dossier) throws IOException {
            // Les adresses que le banc annonce disent ses ports : ils sont les mêmes dehors et dedans.
            List<Integer> ports = portsLibres(1 + POINTS.size());
            StringBuilder reglages = new StringBuilder("[controle]\nadresse = \"0.0.0.0:" + ports.get(0) + "\"\njeton-env = \"SEGUR_BENCH_JETON\"\n[ports]\n");
            for (int i = 0; i < POINTS.size(); i++) {
                reglages.append("\"" + POINTS.get(i) + "\" = \"0.0.0.0:" + ports.get(i + 1) + "\"\n");
            }
            List<String> creer = new ArrayList<>(List.of("create", "--name", nom, "--env", "SEGUR_BENCH_JETON=" + UUID.randomUUID()));
            ports.forEach(p -> creer.addAll(List.of("--publish", "127.0.0.1:" + p + ":" + p)));
            String image = System.getenv("SEGUR_BENCH_IMAGE");
            creer.add(image == null ? "segur-bench:dev" : image);
            docker(creer);
            Path toml = Files.writeString(dossier.resolve("banc.toml"), reglages);
            docker(List.of("cp", toml.toString(), nom + ":/etc/segur-bench/banc.toml"));
            docker(List.of("start", nom));
            attendre();
        }

        private void attendre() throws IOException {
            for (int i = 0; ; i++) {
                try {
                    commande("sante");
                    return;
                } catch (IOException pasEncore) {
                    if (i == SECONDES) {
                        throw new IOException("le banc ne répond pas :\n" + docker(List.of("logs", nom)), pasEncore);
                    }
                }
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }

        private Path prendre(String chemin, Path dossier) throws IOException {
            docker(List.of("cp", nom + ":" + chemin, dossier.toString()));
            return dossier.resolve(Path.of(chemin).getFileName());
        }

        private KeyStore magasin(String fichier) throws IOException, GeneralSecurityException {
            KeyStore magasin = KeyStore.getInstance("PKCS12");
            try (InputStream octets = Files.newInputStream(certificats.resolve(fichier + ".p12"))) {
                magasin.load(octets, "banc".toCharArray());
            }
            return magasin;
        }
    }

    /** Tenus ensemble, pour qu'ils diffèrent, puis rendus au banc. */
    private static List<Integer> portsLibres(int combien) throws IOException {
        List<ServerSocket> prises = new ArrayList<>();
        for (int i = 0; i < combien; i++) {
            prises.add(new ServerSocket(0));
        }
        List<Integer> ports = new ArrayList<>();
        for (ServerSocket prise : prises) {
            ports.add(prise.getLocalPort());
            prise.close();
        }
        return ports;
    }

    private static String docker(List<String> arguments) throws IOException {
        List<String> commande = Stream.concat(Stream.of("docker"), arguments.stream()).toList();
        Process p = new ProcessBuilder(commande).redirectErrorStream(true).start();
        String dit = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (p.waitFor() != 0) {
                throw new IOException("docker " + arguments.get(0) + " sort en " + p.exitValue() + " : " + dit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return dit;
    }
}
