//! The ledger: what is pending, what is next, what is final.
