//! A running bench. (being written: the signatures are final)

use std::sync::Arc;

use segur_model::controle::{AccesBanc, Etat};

use crate::erreur::KitError;
use crate::journal::Journal;
use crate::reglage::ReglageBanc;
use crate::service::Service;
