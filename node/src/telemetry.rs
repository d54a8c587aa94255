//! Logs to stderr, metrics to Prometheus.

use std::{io::IsTerminal, net::SocketAddr};

use metrics_exporter_prometheus::PrometheusBuilder;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::{cli::LogFormat, error::NodeError};

/// Starts logging. `RUST_LOG` says what is logged; without it, what happens on the chain, or with
/// `silent` errors alone. A second call changes nothing.
pub(crate) fn start_logs(format: LogFormat, silent: bool) {
    // The consensus library's own steps, several lines a block, are for debugging.
    let default = if silent { "error" } else { "info,commonware=warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    let registry = tracing_subscriber::registry().with(filter);
    // An error here means that logging has started already, which is all that was asked.
    let _ = match format {
        LogFormat::Text => registry.with(lines).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    };
}

/// Serves metrics at `address`. Must be called inside the asynchronous runtime.
///
/// # Errors
/// [`NodeError::Metrics`] when the address cannot be listened on.
pub(crate) fn start_metrics(address: SocketAddr) -> Result<(), NodeError> {
    PrometheusBuilder::new()
        .with_http_listener(address)
        .install()
        .map_err(|err| NodeError::Metrics { address, reason: err.to_string() })
}
