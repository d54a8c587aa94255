//! The page's server over real HTTP: what it says, what it refuses, and that nothing stops it.

use std::{
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, U256};
use cybermiles_evm_precompiles::{abi::IMigration, address::MIGRATION};
use cybermiles_genesis::{Destination, Made, block_hash};
use cybermiles_migrate::{
    amount::Cmt,
    bundle::Trust,
    serve::{RelayOptions, Site, SiteError, SiteOptions, serve},
    verify::TOKEN,
};
use cybermiles_proofs::merkle::{is_proven, leaf};
use serde_json::json;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::{
    http::{get, request, send},
    world::{
        CHAIN_ID, DEADLINE, HOLDER, NOBODY, SAFE, VAULT, World, claimant, max_cost, relayer, wei,
    },
};

/// A server that runs until it is dropped.
pub(super) struct Page {
    pub(super) at: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<JoinHandle<()>>,
}

pub(super) fn options(world: &World) -> SiteOptions {
    SiteOptions {
        lists: world.lists(),
        network_file: None,
        rpc: world.url.clone(),
        wallet_rpc: "https://rpc.example.org".into(),
        network: "CyberMiles".into(),
        visitor_per_minute: 0,
        relay: None,
    }
}

pub(super) fn relayed(world: &World, fee: U256, per_minute: u32) -> SiteOptions {
    let relay = RelayOptions { signer: relayer(), fee, max_cost: max_cost(), per_minute };
    SiteOptions { relay: Some(relay), ..options(world) }
}

pub(super) fn open(world: &World, options: SiteOptions) -> Page {
    world.runtime().block_on(async {
        let site = Arc::new(Site::open(options).await.unwrap());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(serve(site, listener, async {
            let _ = stopped.await;
        }));
        Page { at, stop: Some(stop), ended: Some(ended) }
    })
}

#[test]
fn every_answer_keeps_the_page_to_itself() {
    let world = World::new();
    let page = open(&world, options(&world));
    for (method, path, status, kind) in [
        ("GET", "/", 200, "text/html; charset=utf-8"),
        ("HEAD", "/", 200, "text/html; charset=utf-8"),
        ("GET", "/page.css", 200, "text/css; charset=utf-8"),
        ("GET", "/icon.svg", 200, "image/svg+xml"),
        ("GET", "/js/main.js", 200, "text/javascript; charset=utf-8"),
        ("GET", "/js/ko.js?v=1", 200, "text/javascript; charset=utf-8"),
        ("GET", "/api/config", 200, "application/json"),
        ("GET", "/api/nothing", 404, "application/json"),
        ("GET", "/api/status/0x1", 400, "application/json"),
        ("POST", "/", 405, "application/json"),
        ("DELETE", "/api/config", 405, "application/json"),
        ("GET", "/api/relay", 405, "application/json"),
        ("OPTIONS", "/api/relay", 405, "application/json"),
    ] {
        let said = request(page.at, method, path);
        assert_eq!((said.status, said.header("content-type")), (status, Some(kind)), "{path}");
        let policy = said.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self'; "), "{policy}");
        for other in ["unsafe", "http", "*", "script-src", "style-src", "connect-src"] {
            assert!(!policy.contains(other), "{policy}");
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(said.header(name), Some(value), "{method} {path}");
        }
        for name in ["set-cookie", "access-control-allow-origin", "server"] {
            assert_eq!(said.header(name), None, "{method} {path}");
        }
        assert_eq!(said.body.is_empty(), method == "HEAD", "{method} {path}");
    }
    assert_eq!(request(page.at, "POST", "/page.css").header("allow"), Some("GET, HEAD"));
}

#[test]
fn what_is_not_in_the_table_cannot_be_asked_for() {
    let world = World::new();
    let page = open(&world, options(&world));
    for path in [
        "/../Cargo.toml",
        "/js/../../Cargo.toml",
        "/js/..%2f..%2fCargo.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/js/",
        "/js",
        "/js/main.js/",
        "/index.html",
        "//",
        "/page.css%00",
        "/PAGE.CSS",
        "/api/status",
        "/api/config/",
        "/classified/credited.csv",
    ] {
        let said = get(page.at, path);
        assert_eq!((said.status, said.error().as_str()), (404, "NotFound"), "{path}");
    }
}

#[test]
fn the_configuration_is_that_of_the_chain() {
    let world = World::new();
    let page = open(&world, relayed(&world, U256::from(7), 60));
    let config = get(page.at, "/api/config").json();
    let summary = &world.classified.summary;
    assert_eq!(config["chainId"], 1337);
    assert_eq!(config["rpc"], "https://rpc.example.org");
    assert_eq!(config["block"], "6486489");
    assert_eq!(config["blockHash"], json!(summary.block_hash));
    assert_eq!(config["claimRoot"], json!(summary.claim_root));
    assert_eq!(config["supply"], summary.supply.to_string());
    assert_eq!(config["deadline"], DEADLINE);
    assert_eq!(config["domain"]["name"], "CyberMiles Migration");
    assert_eq!(config["domain"]["verifyingContract"], json!(MIGRATION));
    assert_eq!(config["relay"], json!({ "fee": "7" }));
    let page = open(&world, options(&world));
    assert_eq!(get(page.at, "/api/config").json()["relay"], json!(null));
}

#[test]
fn the_status_of_each_kind() {
    let world = World::new();
    let page = open(&world, options(&world));
    let ask = |account: Address| get(page.at, &format!("/api/status/{account}")).json();

    let credited = ask(HOLDER);
    assert_eq!(credited["status"], "credited");
    assert_eq!(credited["wei"], wei(HOLDER).to_string());
    assert_eq!(credited["live"]["balance"], wei(HOLDER).to_string());
    let row = format!("{HOLDER:#x},1.234567890123456789");
    assert_eq!(credited["row"], json!({ "file": "credited.csv", "text": row }));
    assert_eq!(credited["live"]["exists"], false);
    assert_eq!(credited["placed"], json!(null), "nobody told the server what is moved");

    let row = ask(SAFE);
    assert_eq!((&row["status"], &row["class"]), (&json!("claimable"), &json!("contract")));
    assert_eq!(row["wei"], wei(SAFE).to_string());
    assert_eq!(row["live"]["claimant"], json!(claimant().address()));
    assert_eq!(row["live"]["isClaimed"], false);
    assert_eq!(row["live"]["nonce"], "0");
    let proof: Vec<_> = serde_json::from_value(row["proof"].clone()).unwrap();
    let of = leaf(SAFE, wei(SAFE));
    assert_eq!(row["leaf"], json!(of));
    assert!(is_proven(world.classified.summary.claim_root.unwrap(), of, &proof));

    let token = ask(TOKEN);
    assert_eq!((&token["status"], &token["class"]), (&json!("claimable"), &json!("token")));
    assert_eq!(
        (&token["live"]["claimant"], &token["live"]["isOpen"]),
        (&json!(null), &json!(true))
    );

    let nobody = ask(NOBODY);
    assert_eq!((&nobody["status"], &nobody["wei"]), (&json!("nothing"), &json!("0")));
    assert_eq!(nobody["claims"], json!([]));

    let rows = ask(claimant().address())["claims"].clone();
    let found: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["address"].clone()).collect();
    assert_eq!(found, [json!(SAFE), json!(VAULT)]);

    // Claimed by somebody else's hand: the logs say where it went.
    let proof: Vec<_> = serde_json::from_value(ask(VAULT)["proof"].clone()).unwrap();
    let call =
        IMigration::claimCall { account: VAULT, amount: wei(VAULT), proof, recipient: NOBODY };
    super::relay::send_own(&world, &call);
    let claimed = ask(VAULT);
    assert_eq!(claimed["live"]["isClaimed"], true);
    assert_eq!(claimed["live"]["payment"]["recipient"], json!(NOBODY));
    assert_eq!(claimed["live"]["payment"]["amount"], wei(VAULT).to_string());
    let rows = ask(claimant().address())["claims"].clone();
    assert_eq!((&rows[0]["isClaimed"], &rows[1]["isClaimed"]), (&json!(false), &json!(true)));
}

#[test]
fn bad_input_is_refused_and_stops_nothing() {
    let world = World::new();
    let page = open(&world, options(&world));
    let address = TOKEN.to_checksum(None);
    for (text, what) in [
        ("0x".to_owned(), "has 0 digits"),
        ("f85f".to_owned(), "does not begin with 0x"),
        (address.replace("fEea", "feea"), "checksum"),
        (format!("{address}/"), "no hexadecimal digit"),
        ("%3Cscript%3E".to_owned(), "does not begin with 0x"),
        ("0".repeat(4000), "does not begin with 0x"),
    ] {
        let said = get(page.at, &format!("/api/status/{text}"));
        assert_eq!(said.status, 400, "{text}");
        assert!(said.body.contains(what), "{text}: {}", said.body);
        assert!(said.body.len() < 500, "what is said back is bounded");
    }
    let long = format!("GET / HTTP/1.1\r\nhost: page\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(1000));
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET http://evil/ HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ] {
        let said = send(page.at, bytes);
        assert!(said.is_none_or(|said| said.status >= 400 && said.status < 500));
    }
    assert_eq!(get(page.at, &format!("/api/status/{address}")).status, 200);
}

#[test]
fn a_visitor_asks_so_often_and_no_more() {
    let world = World::new();
    let page = open(&world, SiteOptions { visitor_per_minute: 5, ..options(&world) });
    let path = format!("/api/status/{HOLDER}");
    let asked: Vec<_> = (0..7).map(|_| get(page.at, &path).status).collect();
    assert_eq!(asked, [200, 200, 200, 200, 200, 429, 429]);
    assert_eq!(get(page.at, &path).error(), "TooMany");
    assert_eq!(get(page.at, "/").status, 200, "the page itself costs the chain nothing");
}

#[test]
fn one_visitor_has_so_many_connections() {
    let world = World::new();
    let page = open(&world, SiteOptions { visitor_per_minute: 240, ..options(&world) });
    let open_all = |at| -> Vec<_> { (0..32).map(|_| TcpStream::connect(at).unwrap()).collect() };
    let held = open_all(page.at);
    let request = b"GET / HTTP/1.1\r\nhost: page\r\nconnection: close\r\n\r\n";
    assert!(send(page.at, request).is_none(), "one more is closed");
    drop(held);
    let limit = Instant::now() + Duration::from_secs(30);
    while send(page.at, request).is_none() {
        assert!(Instant::now() < limit, "the places come back");
    }
    // Behind a proxy all visitors are one.
    let page = open(&world, options(&world));
    let _held = open_all(page.at);
    assert_eq!(send(page.at, request).unwrap().status, 200);
}

#[test]
fn without_its_chain_the_lists_are_still_told() {
    let world = World::new();
    let page = open(&world, options(&world));
    world.state.lock().is_mute = true;
    let said = get(page.at, &format!("/api/status/{HOLDER}"));
    let status = said.json();
    assert_eq!(
        (said.status, &status["status"], &status["live"]),
        (200, &json!("credited"), &json!(null))
    );
    assert!(status["liveError"].as_str().unwrap().contains("does not answer as it should"));
    assert!(!said.body.contains("secret"), "what a node says is the operator's");
    world.state.lock().is_mute = false;
    assert_eq!(get(page.at, &format!("/api/status/{HOLDER}")).json()["liveError"], json!(null));
}

#[test]
fn lists_of_another_chain_are_refused() {
    let (world, other) = (World::new(), World::new());
    let lists = world.lists();
    let path = lists.join("claims.csv");
    let claims = std::fs::read_to_string(&path).unwrap();
    let swapped = claims.replace(&wei(VAULT).to_string(), "X").replace(&wei(SAFE).to_string(), "Y");
    let swapped =
        swapped.replace('X', &wei(SAFE).to_string()).replace('Y', &wei(VAULT).to_string());
    assert_ne!(swapped, claims);
    std::fs::write(&path, swapped).unwrap();
    let options = SiteOptions { lists, ..options(&other) };
    let err = other.runtime().block_on(Site::open(options)).unwrap_err();
    assert!(matches!(&err, SiteError::Other { .. }), "{err}");
    let said = err.to_string();
    assert!(said.contains("the root of the claims") && said.contains("not the lists"), "{said}");
}

/// The file of a network that puts 1 CMT of the holder's row into a vesting, and all it makes.
fn network(world: &World) -> (std::path::PathBuf, Made) {
    let cmt = |wei: U256| Cmt(wei).to_string().replace(',', "");
    let summary = &world.classified.summary;
    let (one, whole) = (U256::from(10).pow(U256::from(18)), cmt(summary.supply));
    let text = format!(
        r#"
name = "Page"
chain_id = {CHAIN_ID}
time = 2020-01-01T00:00:00Z
total = "{whole}"
chain = {{ epoch_blocks = 0 }}
groups = {{ contribution = "{rest}", team = 1 }}

[[allocation]]
name = "Holders"
kind = "contribution"
amount = "{held}"
file = "classified/credited.csv"

[[allocation]]
name = "Team"
kind = "team"
amount = 1
rows = {{ of = "Holders", addresses = [{{ address = "{HOLDER}", amount = 1 }}] }}
vesting = {{ beneficiary = "{NOBODY}", start = 2020-01-01T00:00:00Z }}

[migration]
file = "classified/migration.json"
amount = "{claimed}"
deadline = 2030-01-01T00:00:00Z
"#,
        rest = cmt(summary.supply - one),
        held = cmt(summary.credited - one),
        claimed = cmt(summary.claimable),
    );
    let path = world.write("network.toml", text);
    let made = cybermiles_genesis::make(&path).unwrap();
    (path, made)
}

#[test]
fn what_the_networks_file_moves_is_told_with_its_place() {
    let world = World::new();
    let (file, made) = network(&world);
    let options = || SiteOptions { network_file: Some(file.clone()), ..options(&world) };
    // Only that of the chain's own block 0.
    world.state.lock().genesis_hash = B256::repeat_byte(9);
    let err = world.runtime().block_on(Site::open(options())).unwrap_err();
    assert!(matches!(&err, SiteError::Network { .. }), "{err}");
    assert!(err.to_string().contains("this is not the file of this chain"), "{err}");
    let hash = block_hash(&made.genesis);
    world.state.lock().genesis_hash = hash;
    let page = open(&world, options());
    let ask = |account: Address| get(page.at, &format!("/api/status/{account}")).json();
    let holder = ask(HOLDER);
    assert_eq!(
        (&holder["status"], &holder["wei"]),
        (&json!("credited"), &json!(wei(HOLDER).to_string()))
    );
    let placed = &holder["placed"];
    assert_eq!(placed["atAddress"], made.genesis.alloc[&HOLDER].balance.to_string());
    assert_eq!(placed["atAddress"], "234567890123456789");
    assert_eq!(placed["genesisHash"], json!(hash));
    let Destination::Vesting { contract, .. } = &made.moves[0].to else { panic!("{made:?}") };
    let expected = json!([{
        "account": HOLDER, "allocation": "Holders", "wei": "1000000000000000000",
        "to": "vesting", "name": "Team", "contract": contract, "beneficiary": NOBODY,
    }]);
    assert_eq!(placed["moves"], expected);
    assert_eq!(ask(SAFE)["placed"], json!(null), "what is claimed is not credited");
    // A file that is not of these lists, whatever the chain says.
    let text = std::fs::read_to_string(&file).unwrap();
    let other = text.replace("classified/credited.csv", "other.csv");
    world.write("other.csv", format!("{NOBODY},0.234567890123456789\n{HOLDER},1\n"));
    world.write("network.toml", other);
    let err = world.runtime().block_on(Site::open(options())).unwrap_err();
    assert!(matches!(&err, SiteError::Places(_)), "{err}");
    assert!(err.to_string().contains("not of one launch"), "{err}");
}

#[test]
fn what_the_balances_rest_on_is_that_of_the_chain() {
    let (proven, said) = (World::new(), World::with(Trust::Rpc));
    for (world, trust) in [(&proven, "proven"), (&said, "rpc")] {
        let config = get(open(world, options(world)).at, "/api/config").json();
        assert_eq!(config["trust"], trust);
        assert_eq!(config["stateRoot"] == json!(B256::ZERO), trust == "rpc");
    }
    for (world, other, words) in [
        (&proven, &said, "balances are `rpc`, and the chain at"),
        (&said, &proven, "balances are `proven`, and the chain at"),
    ] {
        let options = SiteOptions { lists: other.lists(), ..options(world) };
        let err = world.runtime().block_on(Site::open(options)).unwrap_err();
        assert!(matches!(&err, SiteError::Trust { .. }), "{err}");
        assert!(err.to_string().contains(words), "{err}");
    }
}

#[test]
fn open_requests_end_when_it_stops() {
    let world = World::new();
    let mut page = open(&world, relayed(&world, U256::ZERO, 60));
    assert_eq!(get(page.at, "/").status, 200);
    let (_, open) = super::relay::waiting(&world, &page);
    // A visitor who keeps a connection open without asking anything holds nobody up.
    let idle = TcpStream::connect(page.at).unwrap();
    page.stop.take().unwrap().send(()).unwrap();
    // Once nobody new is let in, the claim that is on its way still gets its answer.
    let limit = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(page.at).is_ok() {
        assert!(Instant::now() < limit, "it does not stop");
    }
    world.state.lock().unstick();
    assert_eq!(open.join().unwrap().status, 200);
    let ended = page.ended.take().unwrap();
    let limit = Duration::from_secs(30);
    let ended = world.runtime().block_on(async { tokio::time::timeout(limit, ended).await });
    ended.unwrap().unwrap();
    assert!(TcpStream::connect(page.at).is_err());
    drop(idle);
}
