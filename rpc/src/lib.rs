//! JSON in, JSON out, bounded.
