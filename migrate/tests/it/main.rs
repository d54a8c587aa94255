//! `cmt-migrate` through its public door.

mod compare;
mod real;
