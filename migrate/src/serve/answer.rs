//! Answers, each with the headers that keep the page to itself.

use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{HeaderName, HeaderValue},
};
use serde_json::{Value, json};

/// What is sent.
pub(super) type Answer = Response<Full<Bytes>>;

/// On every answer. Wallets announce their icons as `data:` (EIP-6963); nothing else comes from
/// anywhere but here.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Why a question has no answer: a status, a name the page knows, and a sentence.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) name: &'static str,
    pub(super) message: String,
}

impl Refused {
    pub(super) fn new(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self { status, name, message: message.into() }
    }

    /// A request that nobody's page makes.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        let body = json!({ "error": refused.name, "message": refused.message });
        let mut answer = json_answer(&body);
        *answer.status_mut() = refused.status;
        answer
    }
}

/// Bytes of a type.
pub(super) fn file(kind: &'static str, cache: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(hyper::header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(hyper::header::CACHE_CONTROL, HeaderValue::from_static(cache));
    answer
}

/// A JSON value, which is not kept by anybody.
pub(super) fn json_answer(value: &Value) -> Answer {
    file("application/json", "no-store", format!("{value}\n"))
}

/// The answer to a method that is not for this path.
pub(super) fn method(allowed: &'static str) -> Answer {
    let message = format!("only {allowed} is answered here");
    let mut answer: Answer =
        Refused::new(StatusCode::METHOD_NOT_ALLOWED, "BadRequest", message).into();
    answer.headers_mut().insert(hyper::header::ALLOW, HeaderValue::from_static(allowed));
    answer
}

/// The answer after too long a time; what was to be sent may have been.
pub(super) fn late(is_sending: bool) -> Answer {
    let name = if is_sending { "NotFinal" } else { "ChainSilent" };
    let message = "this took too long; look at the account again before you send anything again";
    Refused::new(StatusCode::GATEWAY_TIMEOUT, name, message).into()
}
