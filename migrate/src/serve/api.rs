//! Which path is answered with what.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use alloy_primitives::Address;
use http_body_util::{BodyExt, Limited};
use hyper::{Method, Request, StatusCode, body::Incoming, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{
    answer::{Answer, Refused, json_answer, method},
    assets::asset,
    limits::visitor,
    relay::{failed, relay},
    site::Site,
};
use crate::{
    amount::{Cmt, parse_address},
    chain::ChainError,
    status::Status,
};

/// Bytes of a request's body: a signed claim is one.
const BODY_BYTES: usize = 8 * 1024;
/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(10);
/// How long a question waits for its turn.
const WAIT: Duration = Duration::from_secs(10);
/// Rows of others that an account may claim, in one answer.
const ROWS: usize = 100;

/// Answers a request, whatever it is.
pub(super) async fn answer(site: &Site, request: Request<Incoming>, peer: IpAddr) -> Answer {
    let path = request.uri().path().to_owned();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if let Some(file) = asset(&path) {
        return if is_read { file } else { method("GET, HEAD") };
    }
    let answered = match path.as_str() {
        "/api/config" if is_read => Ok(site.config.clone()),
        "/api/config" => return method("GET, HEAD"),
        "/api/relay" if *request.method() != Method::POST => return method("POST"),
        "/api/relay" => signed(site, request, peer).await,
        _ => match path.strip_prefix("/api/status/") {
            Some(text) if is_read => status(site, text, peer).await,
            Some(_) => return method("GET, HEAD"),
            None => Err(Refused::new(StatusCode::NOT_FOUND, "NotFound", "there is no such page")),
        },
    };
    answered.map_or_else(Into::into, |value| json_answer(&value))
}

/// A visitor's turn to ask the chain something.
async fn turn<'a>(
    site: &'a Site,
    peer: IpAddr,
) -> Result<tokio::sync::SemaphorePermit<'a>, Refused> {
    if !site.visitors.take(visitor(peer), Instant::now()) {
        let message = "you asked very often; try again in a minute";
        return Err(Refused::new(StatusCode::TOO_MANY_REQUESTS, "TooMany", message));
    }
    let busy = || {
        let message = "many people ask at once; try again in a minute";
        Refused::new(StatusCode::SERVICE_UNAVAILABLE, "Busy", message)
    };
    let permit = tokio::time::timeout(WAIT, site.questions.acquire()).await;
    permit.map_err(|_| busy())?.map_err(|_| busy())
}

async fn signed(site: &Site, request: Request<Incoming>, peer: IpAddr) -> Result<Value, Refused> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    // Other sites' pages cannot send this type without being asked for leave first.
    if kind.map(|kind| kind.split(';').next().unwrap_or_default().trim())
        != Some("application/json")
    {
        let message = "expected content-type: application/json";
        return Err(Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BadRequest", message));
    }
    let body = Limited::new(request.into_body(), BODY_BYTES).collect();
    let body = match tokio::time::timeout(BODY_TIME, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) => {
            let message = format!("expected a body of at most {BODY_BYTES} bytes");
            return Err(Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "BadRequest", message));
        }
        Err(_) => {
            let message = "the body did not come";
            return Err(Refused::new(StatusCode::REQUEST_TIMEOUT, "BadRequest", message));
        }
    };
    // A claim waits for its block, and keeps nobody's place while it does.
    drop(turn(site, peer).await?);
    relay(site, &body).await
}

async fn status(site: &Site, text: &str, peer: IpAddr) -> Result<Value, Refused> {
    let address = parse_address(text).map_err(|err| Refused::bad(err.to_string()))?;
    let _turn = turn(site, peer).await?;
    let (live, error) = match live(site, address).await {
        Ok(live) => (live, None),
        Err(err) => (Value::Null, Some(failed(&err).message)),
    };
    let status = site.status(address);
    let mut answer = json!({
        "address": address,
        "live": live,
        "liveError": error,
        "claims": others(site, address).await,
    });
    let mut put = |name: &str, value: Value| {
        if let Some(object) = answer.as_object_mut() {
            object.insert(name.into(), value);
        }
    };
    match status {
        Status::Nothing { .. } => {
            put("status", "nothing".into());
            put("wei", "0".into());
        }
        Status::Credited { wei, placed, .. } => {
            put("status", "credited".into());
            put("wei", wei.to_string().into());
            let placed = placed.map(|placed| {
                json!({
                    "atAddress": placed.at_address.to_string(),
                    "moves": placed.moves,
                    "genesisHash": placed.genesis_hash,
                })
            });
            put("placed", json!(placed));
            let amount = Cmt(wei).to_string().replace(',', "");
            put("row", json!({ "file": "credited.csv", "text": format!("{address:#x},{amount}") }));
        }
        Status::Claimable { wei, .. } => {
            put("status", "claimable".into());
            put("wei", wei.to_string().into());
            if let Some(claim) = site.lists.claim(address) {
                put("row", json!({ "file": "claims.csv", "text": claim.to_string() }));
                put("class", claim.kind.name().into());
                put("leaf", json!(claim.leaf()));
                let proof = site.tree.as_ref().and_then(|tree| tree.proof(claim.leaf()));
                put("proof", json!(proof));
            }
        }
    }
    Ok(answer)
}

/// What the chain says of an account now.
async fn live(site: &Site, address: Address) -> Result<Value, ChainError> {
    let chain = &site.chain;
    let (row, balance, time) =
        tokio::try_join!(chain.row(address), chain.balance(address), chain.time())?;
    let nonce = match row.claimant.is_zero() {
        true => None,
        false => Some(chain.nonce(row.claimant).await?.to_string()),
    };
    if row.isClaimed && site.history.lock().await.payment(address).is_none() {
        site.read_on().await?;
    }
    let payment = site.history.lock().await.payment(address).copied();
    Ok(json!({
        "exists": row.exists,
        "claimant": Some(row.claimant).filter(|claimant| !claimant.is_zero()),
        "isOpen": row.isOpen,
        "isClaimed": row.isClaimed,
        "nonce": nonce,
        "balance": balance.to_string(),
        "time": time,
        "payment": payment,
    }))
}

/// Rows of other accounts that this one may claim.
async fn others(site: &Site, address: Address) -> Value {
    let listed = site.by_claimant.get(&address).into_iter().flatten().copied();
    let history = site.history.lock().await;
    let named = history.named().iter().filter(|(_, who)| **who == address).map(|(row, _)| *row);
    let rows = listed.chain(named).filter(|row| *row != address).take(ROWS);
    rows.filter_map(|row| {
        let claim = site.lists.claim(row)?;
        let is_claimed = history.payment(row).is_some();
        let wei = claim.wei.to_string();
        Some(json!({ "address": row, "wei": wei, "class": claim.kind, "isClaimed": is_claimed }))
    })
    .collect()
}
