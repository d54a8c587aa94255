//! Ports of a test's own.

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::Mutex,
};

/// Ports of a block: one stays taken, which keeps the others for whoever took it.
const BLOCK: u16 = 64;
const BLOCKS: u16 = 300;
/// Below those the system gives to outgoing connections, which would take them meanwhile.
const FIRST: u16 = 10_000;

/// The first of 63 neighbouring ports that are free, and that no other test gets, in this process
/// or another, while this process lives.
pub(crate) fn reserve() -> u16 {
    static TAKEN: Mutex<Vec<TcpListener>> = Mutex::new(Vec::new());
    let listen = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let start = u16::try_from(std::process::id() % u32::from(BLOCKS)).expect("small");
    for block in (0..BLOCKS).map(|n| (start + n) % BLOCKS) {
        let first = FIRST + block * BLOCK;
        let last = first + BLOCK - 1;
        // Only one can have it; whether the others are free is looked at after that.
        let Ok(taken) = listen(last) else { continue };
        if (first..last).all(|port| listen(port).is_ok()) {
            TAKEN.lock().expect("nobody panics while it is held").push(taken);
            return first;
        }
    }
    panic!("no {BLOCK} free ports in a row above {FIRST}");
}
