//! Tests of the mails.

mod corpus;

use bytes::Bytes;
use segur_dialecte::Lu as _;
use segur_model::{Environnement, Finding};

use super::CourrielLu;

fn juger(octets: &[u8]) -> Vec<Finding> {
    CourrielLu::lire(&Bytes::copy_from_slice(octets)).constats_seuls(Environnement::Test)
}
