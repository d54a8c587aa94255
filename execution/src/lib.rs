//! One block in, one outcome out. Pure.
