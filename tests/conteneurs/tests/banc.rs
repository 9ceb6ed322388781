//! A bench of one container for each service, on networks of their own, and the témoin on this machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use testcontainers::core::{ExecCommand, IntoContainerPort, Mount, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt};

/// What each container plays, and on which ports.
pub const SERVICES: [(&str, &[u16]); 5] = [
    ("psc", &[4106, 4107, 4108, 4109]),
    ("insi", &[4101, 4102, 4110]),
    ("dmp", &[4103]),
    ("annuaire", &[4104, 4105]),
    ("mssante", &[4111, 1587, 1465, 1143, 1993]),
];
const JETON: &str = "jeton-de-l-essai-1";

/// The bench of the demo: its certificates, its clock that stands still, its names.
const REGLAGES: &str = r#"
hote = "localhost"
[igc]
demo = true
[horloge]
figee = "2026-01-15T09:00:00Z"
[controle]
jeton = "jeton-de-l-essai-1"
[psc.bases]
auth = "https://psc-auth.banc.test"
wallet = "https://psc-wallet.banc.test"
edc = "https://psc-edc.banc.test"
proxy = "https://psc-proxy.banc.test"
[annuaire]
base = "https://annuaire.banc.test/fhir/v2"
[mssante]
jwks = "https://psc.banc.test:4106/simule/auth/realms/esante-wallet/protocol/openid-connect/certs"
"#;
