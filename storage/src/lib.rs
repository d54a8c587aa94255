//! Bytes that survive.
