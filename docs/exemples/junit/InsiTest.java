import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Un essai à reprendre : votre logiciel à la place de HttpClient. */
@ExtendWith(BancSegur.class)
class InsiTest {
    @Test
    void insiRendSonContratALaStructure(BancSegur.Banc banc) throws Exception {
        HttpResponse<String> reponse = wsdl(banc, "org-insi-auto");
        assertEquals(200, reponse.statusCode());
        assertTrue(reponse.body().contains("definitions"), reponse.body());
    }

    @Test
    void unCertificatExpireEstRefuseEtLeBancDitPourquoi(BancSegur.Banc banc) throws Exception {
        assertThrows(IOException.class, () -> wsdl(banc, "org-insi-auto-expire"));
        assertTrue(banc.commande("journal").contains("certificat client expiré"));
    }

    @Test
    void lAccesAuBancEstLa(BancSegur.Banc banc) throws Exception {
        assertTrue(Files.readString(banc.acces).contains("\"jeton\""));
        assertEquals("BN17SG26LA01", banc.adresses.get("SEGUR_INSI_IDAM"));
    }

    private static HttpResponse<String> wsdl(BancSegur.Banc banc, String identite) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(banc.tls(identite)).build();
        HttpRequest demande = HttpRequest.newBuilder(URI.create(banc.adresses.get("SEGUR_INSI_TLSM_URL") + "?wsdl")).build();
        return client.send(demande, HttpResponse.BodyHandlers.ofString());
    }
}
