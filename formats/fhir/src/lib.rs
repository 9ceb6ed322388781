//! The FHIR R4 dialect of the Annuaire Santé, and its extraction files: facts and findings.
