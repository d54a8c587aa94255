//! `serve`: the holders' page.

use std::{error::Error, net::SocketAddr, path::PathBuf, sync::Arc};

use alloy_primitives::U256;
use clap::Args;
use cybermiles_migrate::{
    amount::{Cmt, parse_cmt},
    serve::{RelayOptions, Site, SiteOptions, serve},
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use super::key;

/// Serves the page on which holders see what they have and claim what they can. It asks for no
/// key. With --relayer it sends the claims that holders signed, so that they need no CMT for it.
#[derive(Debug, Args)]
#[command(
    after_help = "Example, behind that of `classify`, beside a node of the chain made from it:\n  \
    cmt-migrate serve --lists classified --rpc http://127.0.0.1:8545\n\n\
    The server speaks HTTP on this machine only; for others put a reverse proxy with TLS before it\n\
    (wallets want https) and give --wallet-rpc the address they reach the chain by. Behind a proxy\n\
    all visitors are one, so set --visitor-limit 0 there and let the proxy limit.\n\n\
    Exit codes: 0 stopped by a signal, 1 it could not start (the message says why), 2 wrong usage."
)]
pub(super) struct ServeOptions {
    /// The folder that `classify` wrote
    #[arg(long)]
    lists: PathBuf,
    /// The network's file: the page then says what of a row lies in a vesting, a stake or the
    /// reserve. It has to be the one the chain was made with
    #[arg(long, value_name = "FILE")]
    network_file: Option<PathBuf>,
    /// The chain's node, as this server reaches it
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8545")]
    rpc: String,
    /// The same, as wallets reach it, who add the network with it [default: that of --rpc]
    #[arg(long, value_name = "URL")]
    wallet_rpc: Option<String>,
    /// What wallets call the network
    #[arg(long, value_name = "NAME", default_value = "CyberMiles")]
    network: String,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Questions one visitor has a minute; 0 for no limit
    #[arg(long, value_name = "COUNT", default_value_t = 240)]
    visitor_limit: u32,
    /// The keystore of the account that sends signed claims and pays for it
    #[arg(long, value_name = "FILE")]
    relayer: Option<PathBuf>,
    /// The keystore's password is the first line of this file; otherwise it is asked for
    #[arg(long, value_name = "FILE", requires = "relayer")]
    relayer_password_file: Option<PathBuf>,
    /// What the relayer keeps of each claim, in CMT
    #[arg(long, value_name = "CMT", default_value = "0", value_parser = parse_cmt)]
    fee: U256,
    /// What a claim's transaction may cost the relayer at most, in CMT
    #[arg(long, value_name = "CMT", default_value = "0.1", value_parser = parse_cmt)]
    max_cost: U256,
    /// Claims sent a minute; 0 for no limit
    #[arg(long, value_name = "COUNT", default_value_t = 60)]
    max_claims_per_minute: u32,
}

/// Whether it was stopped as it should be.
pub(super) fn run(options: &ServeOptions) -> Result<bool, Box<dyn Error>> {
    let relay = match &options.relayer {
        None => None,
        Some(path) => {
            let signer = key::open(path, options.relayer_password_file.as_ref())?;
            let (fee, per_minute) = (options.fee, options.max_claims_per_minute);
            Some(RelayOptions { signer, fee, max_cost: options.max_cost, per_minute })
        }
    };
    let relayer = relay.as_ref().map(|relay| (relay.signer.address(), relay.fee));
    let site = SiteOptions {
        lists: options.lists.clone(),
        network_file: options.network_file.clone(),
        rpc: options.rpc.clone(),
        wallet_rpc: options.wallet_rpc.clone().unwrap_or_else(|| options.rpc.clone()),
        network: options.network.clone(),
        visitor_per_minute: options.visitor_limit,
        relay,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(options.listen)
            .await
            .map_err(|err| format!("cannot listen at {}: {err}", options.listen))?;
        let site = Arc::new(Site::open(site).await?);
        let (mut end, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        if let Some((address, fee)) = relayer {
            println!("Claims are sent by {address}, for a fee of {} CMT each", Cmt(fee));
        }
        println!("Holders' page: http://{}", listener.local_addr()?);
        let stopped = async {
            tokio::select! {
                _ = end.recv() => {}
                _ = interrupt.recv() => {}
            }
            println!("Stopping: open requests may end");
        };
        serve(site, listener, stopped).await;
        Ok(true)
    })
}
