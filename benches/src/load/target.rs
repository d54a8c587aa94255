//! Where load may be sent: this machine, nowhere else.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::LoadError;

/// The RPC port of a node on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target(SocketAddr);

impl Target {
    /// The port on 127.0.0.1.
    pub const fn local(port: u16) -> Self {
        Self(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
    }

    /// Reads `http://127.0.0.1:8545`, `ws://[::1]:8545`, `localhost:8545` and the like.
    ///
    /// # Errors
    /// [`LoadError::NotLoopback`] for any other host, and for what is no address with a port.
    pub fn parse(text: &str) -> Result<Self, LoadError> {
        let bare = text
            .strip_prefix("http://")
            .or_else(|| text.strip_prefix("ws://"))
            .unwrap_or(text)
            .trim_end_matches('/');
        let numeric = match bare.strip_prefix("localhost:") {
            Some(port) => format!("127.0.0.1:{port}"),
            None => bare.to_owned(),
        };
        match numeric.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Self(address)),
            _ => Err(LoadError::NotLoopback(text.to_owned())),
        }
    }

    /// The socket address.
    pub const fn address(self) -> SocketAddr {
        self.0
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_addresses_are_taken_in_every_spelling() {
        for text in [
            "http://127.0.0.1:8545",
            "http://127.0.0.1:8545/",
            "ws://localhost:8545",
            "127.8.0.1:8545",
            "http://[::1]:8545",
        ] {
            let target = Target::parse(text).unwrap();
            assert_eq!(target.address().port(), 8545, "{text}");
        }
    }

    #[test]
    fn every_other_host_is_refused_by_name() {
        for text in [
            "http://192.168.1.4:8545",
            "https://example.com",
            "http://0.0.0.0:8545",
            "http://localhost.example.com:8545",
            "http://127.0.0.1:8545@example.com:80",
            "http://127.0.0.1",
            "",
        ] {
            let err = Target::parse(text).unwrap_err();
            assert!(err.to_string().contains(text), "{err}");
            assert!(matches!(err, LoadError::NotLoopback(_)), "{text}");
        }
    }
}
