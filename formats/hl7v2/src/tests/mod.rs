//! Messages of our own writing without a fault, each changed in one place; then the published ones.

mod cas;
mod corpus;
mod er7;
mod messages;
mod mutations;

use segur_dialecte::Lu;
use segur_model::{Environnement, Finding};

use crate::Hl7Lu;

/// An identity, qualified.
const PAM: &str = concat!(
    "MSH|^~\\&|GAM|CHU|DPI|CHU|20260115090000||ADT^A01^ADT_A01|M1|T|2.5^FRA^2.11|||||FRA|UNICODE UTF-8|FR||2.11^IHE_FRANCE-2.11-PAM\r",
    "EVN||20260115090000\r",
    "PID|1||IPP1^^^CHU&399990000100010&N^PI~279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||BIOTEST^ALIX^ALIX MARIE^^^^L",
    "||19790328|F|||1 rue des Essais^^PARIS^^75007^FRA^H~^^^^^^BDL^^63220|||||||D1^^^CHU&399990000100010&M^AN||||||||||||||VALI|20260115090000\r",
    "PV1|1|I|||||||||||||||||V1^^^CHU&399990000100010&M^VN\r",
    "ZBE|MV1^CHU|20260115090000||INSERT|N||||HMS\r",
    "ZFA|ACTIF|20260115090000|||||||INO|20260115090000|IC|20260115090000\r",
    "ZFD|||Y|N|INSI|20260115|CN\r",
);

/// A document: the header of a CDA, in Base64, with the type and the patient of the message and nothing else.
const MDM: &str = concat!(
    "MSH|^~\\&|RIS|CHU|PFI|CHU|202601150900||MDM^T02^MDM_T02|M2|T|2.6|||||FRA|UNICODE UTF-8|||2.1^CISIS_CDA_HL7_V2\r",
    "EVN||20260115090000\r",
    "PID|||279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||BIOTEST^ALIX^ALIX^^^^L||19790328|F|||~^^^^^^BDL^^63220",
    "|||||||||||||||||||||VALI\r",
    "PV1|1|I|||||||||||||||||V1^^^CHU&399990000100010&M^VN\r",
    "ORC|NW|\r",
    "OBR|1|||18748-4^Imagerie^LN|\r",
    "TXA|1|18748-4|TEXT|202601150900||||||||1.2.3.4|||||AU\r",
    "OBX|1|ED|18748-4^Imagerie^LN||^text^XML^Base64^PENsaW5pY2FsRG9jdW1lbnQgeG1sbnM9InVybjpobDctb3JnOnYzIj48Y29kZSBjb2RlPSIxODc0OC00IiBjb2RlU3lzdGVtPSIyLjE2Ljg0MC4xLjExMzg4My42LjEiLz48cmVjb3JkVGFyZ2V0PjxwYXRpZW50Um9sZT48aWQgcm9vdD0iMS4yLjI1MC4xLjIxMy4xLjQuMTAiIGV4dGVuc2lvbj0iMjc5MDM1MTIxNTE4OTg5Ii8+PHBhdGllbnQ+PG5hbWU+PGdpdmVuPkFMSVggTUFSSUU8L2dpdmVuPjxmYW1pbHkgcXVhbGlmaWVyPSJCUiI+QklPVEVTVDwvZmFtaWx5PjxnaXZlbiBxdWFsaWZpZXI9IkJSIj5BTElYPC9naXZlbj48L25hbWU+PGFkbWluaXN0cmF0aXZlR2VuZGVyQ29kZSBjb2RlPSJGIiBjb2RlU3lzdGVtPSIyLjE2Ljg0MC4xLjExMzg4My41LjEiLz48YmlydGhUaW1lIHZhbHVlPSIxOTc5MDMyOCIvPjwvcGF0aWVudD48L3BhdGllbnRSb2xlPjwvcmVjb3JkVGFyZ2V0PjwvQ2xpbmljYWxEb2N1bWVudD4gIA==||||||F|\r",
    "PRT||UC||SB^^participation|99900000045^BIOTEST^ALIX|||CHU^^^^^^FINEG^^^399990000100010\r",
    "PRT||UC||RCT^^participation|99900000102^BIOTEST^CAMILLE||||||||||^^X.400^camille@test-ci-sis.mssante.fr\r",
    "PRT||UC||RCT^^participation|279035121518989^BIOTEST^ALIX^^^^^^^^^^INS||||||||||^^X.400^279035121518989@patient.mssante.fr\r",
    "OBX|2|CWE|MASQUE_PS^^MetaDMPMSS||N||||||F|\r",
    "OBX|3|CWE|INVISIBLE_PATIENT^^MetaDMPMSS||N||||||F|\r",
    "OBX|4|CWE|INVISIBLE_REP_LEGAUX^^MetaDMPMSS||N||||||F|\r",
    "OBX|5|CWE|CONNEXION_SECRETE^^MetaDMPMSS||N||||||F|\r",
    "OBX|6|CWE|MODIF_CONF_CODE^^MetaDMPMSS||N||||||F|\r",
    "OBX|7|CWE|DESTDMP^^MetaDMPMSS||Y||||||F|\r",
    "OBX|8|CWE|DESTMSSANTEPS^^MetaDMPMSS||Y||||||F|\r",
    "OBX|9|CWE|DESTMSSANTEPAT^^MetaDMPMSS||Y||||||F|\r",
    "OBX|10|CWE|ACK_RECEPTION^^MetaDMPMSS||N||||||F|\r",
    "OBX|11|CWE|ACK_LECTURE_MSS^^MetaDMPMSS||N||||||F|\r",
    "OBX|12|ED|CORPSMAIL_PS^^MetaDMPMSS||^text^^Base64^Ym9uam91cg==||||||F|\r",
);

/// A document for an LPS, with the mail that brought it.
const LPS: &str = concat!(
    "MSH|^~\\&|PFI|CHU|LPS|CABINET|202601150900||MDM^T02^MDM_T02|M3|T|2.6|||||FRA|8859/15|||1.1^CISIS_CDA_HL7_LPS\r",
    "EVN||20260115090000\r",
    "PID|||279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||BIOTEST^ALIX^ALIX^^^^L||19790328|F|||~^^^^^^BDL^^63220",
    "|||||||||||||||||||||VALI\r",
    "PV1|1|N\r",
    "ORC|NW|\r",
    "OBR|1|||18748-4^Imagerie^LN|\r",
    "TXA|1|18748-4|TEXT|202601150900||||||||1.2.3.4|||||AU\r",
    "OBX|1|ED|18748-4^Imagerie^LN||^text^XML^Base64^PENsaW5pY2FsRG9jdW1lbnQgeG1sbnM9InVybjpobDctb3JnOnYzIj48Y29kZSBjb2RlPSIxODc0OC00IiBjb2RlU3lzdGVtPSIyLjE2Ljg0MC4xLjExMzg4My42LjEiLz48cmVjb3JkVGFyZ2V0PjxwYXRpZW50Um9sZT48aWQgcm9vdD0iMS4yLjI1MC4xLjIxMy4xLjQuMTAiIGV4dGVuc2lvbj0iMjc5MDM1MTIxNTE4OTg5Ii8+PHBhdGllbnQ+PG5hbWU+PGdpdmVuPkFMSVggTUFSSUU8L2dpdmVuPjxmYW1pbHkgcXVhbGlmaWVyPSJCUiI+QklPVEVTVDwvZmFtaWx5PjxnaXZlbiBxdWFsaWZpZXI9IkJSIj5BTElYPC9naXZlbj48L25hbWU+PGFkbWluaXN0cmF0aXZlR2VuZGVyQ29kZSBjb2RlPSJGIiBjb2RlU3lzdGVtPSIyLjE2Ljg0MC4xLjExMzg4My41LjEiLz48YmlydGhUaW1lIHZhbHVlPSIxOTc5MDMyOCIvPjwvcGF0aWVudD48L3BhdGllbnRSb2xlPjwvcmVjb3JkVGFyZ2V0PjwvQ2xpbmljYWxEb2N1bWVudD4gIA==||||||F|\r",
    "PRT||UC||SB^^participation|99900000045^BIOTEST^ALIX\r",
    "OBX|2|ED|<m1@chu.mssante.fr>^XDM/1.0/DDM+CR||^text^^Base64^Ym9uam91cg==||||||F|\r",
    "OBX|3|CWE|MASQUE_PS^^MetaDMPMSS||N||||||F|\r",
    "OBX|4|CWE|INVISIBLE_PATIENT^^MetaDMPMSS||N||||||F|\r",
    "OBX|5|CWE|INVISIBLE_REP_LEGAUX^^MetaDMPMSS||N||||||F|\r",
    "OBX|6|CWE|MODIF_CONF_CODE^^MetaDMPMSS||N||||||F|\r",
);

/// A refusal.
const ACK: &str = concat!(
    "MSH|^~\\&|PFI|CHU|RIS|CHU|202601150900||ACK^T02^ACK|M4|T|2.6|||||FRA|UNICODE UTF-8\r",
    "MSA|AE|M2\r",
    "ERR||PID^1^3|101^Required field missing^messageErrorCondition|E\r",
);

/// What became of a document.
const ZAM: &str = concat!(
    "MSH|^~\\&|PFI|CHU|RIS|CHU|202601150900||ZAM^Z01^ZAM_Z01|M5|T|2.6|||||FRA|UNICODE UTF-8|||2.1^CISIS_CDA_HL7_V2\r",
    "EVN||20260115090000\r",
    "OBX|1|CWE|ACK_RECEPTION_DMP^^AckMetierZAM|M2|N||||||F|\r",
    "ERR|||207^Application error^messageErrorCondition|E|DMPClosed^^DMPERRORCODE\r",
);

fn juger(message: &[u8]) -> Vec<Finding> {
    Hl7Lu::lire(message).constats_seuls(Environnement::Test)
}

fn ids(constats: &[Finding]) -> Vec<&str> {
    constats.iter().map(|f| f.rule.as_str()).collect()
}
