//! The positional parameters of one call, read one after the other.

use alloy_eips::{BlockId, BlockNumberOrTag};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::RpcError;

/// Parameters not yet read. Every error names the parameter, by position and by name.
#[derive(Debug)]
pub(crate) struct Params<'a> {
    values: std::vec::IntoIter<&'a RawValue>,
    position: usize,
}

impl<'a> Params<'a> {
    /// Splits the `params` member of a call: an array, `null`, or nothing at all.
    ///
    /// # Errors
    /// [`RpcError::Params`] when it is anything else.
    pub(crate) fn new(json: Option<&'a str>) -> Result<Self, RpcError> {
        let values: Vec<&RawValue> = match json.map(str::trim) {
            None | Some("null") => Vec::new(),
            Some(array) => serde_json::from_str(array).map_err(|_| {
                RpcError::Params("non-array args: params must be an array of values".into())
            })?,
        };
        Ok(Self { values: values.into_iter(), position: 0 })
    }

    /// The next parameter, which must be there.
    pub(crate) fn required<T: Deserialize<'a>>(&mut self, name: &str) -> Result<T, RpcError> {
        let position = self.position;
        self.optional(name)?.ok_or_else(|| {
            RpcError::Params(format!("missing value for required argument {position} (`{name}`)"))
        })
    }

    /// The next parameter; `None` when it is left out or `null`.
    pub(crate) fn optional<T: Deserialize<'a>>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, RpcError> {
        let Some(value) = self.values.next() else { return Ok(None) };
        let position = self.position;
        self.position += 1;
        serde_json::from_str(value.get()).map_err(|_| {
            let mut json = serde_json::Deserializer::from_str(value.get());
            let reason = match serde_path_to_error::deserialize::<_, Option<T>>(&mut json) {
                Err(error) if error.path().iter().next().is_some() => {
                    format!("at `{}`: {}", error.path(), error.inner())
                }
                Err(error) => error.into_inner().to_string(),
                Ok(_) => "trailing characters".into(),
            };
            RpcError::Params(format!("invalid argument {position} (`{name}`): {reason}"))
        })
    }

    /// The next parameter as a block; left out means `latest`.
    pub(crate) fn block(&mut self) -> Result<BlockId, RpcError> {
        Ok(self.optional("block")?.unwrap_or(BlockId::Number(BlockNumberOrTag::Latest)))
    }

    /// Refuses parameters nobody reads: they are a mistake of the caller.
    pub(crate) fn end(self) -> Result<(), RpcError> {
        let at_most = self.position;
        match self.values.len() {
            0 => Ok(()),
            _ => Err(RpcError::Params(format!("too many arguments, want at most {at_most}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{Address, U64};

    use super::*;

    fn message<T: std::fmt::Debug>(result: Result<T, RpcError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn errors_name_the_parameter_and_what_was_expected() {
        let mut params = Params::new(Some(r#"["0x12", 5]"#)).unwrap();
        let error = message(params.required::<Address>("address"));
        assert!(error.starts_with("invalid argument 0 (`address`): "), "{error}");
        let error = message(params.required::<bool>("full"));
        assert!(error.contains("argument 1 (`full`)") && error.contains("boolean"), "{error}");
        let error = message(params.required::<U64>("count"));
        assert_eq!(error, "missing value for required argument 2 (`count`)");
    }

    #[test]
    fn left_out_null_and_empty_mean_the_same() {
        for json in [None, Some("null"), Some("[]"), Some("[null]"), Some(" [ ] ")] {
            let mut params = Params::new(json).unwrap();
            assert_eq!(params.block().unwrap(), BlockId::latest(), "{json:?}");
            params.end().unwrap();
        }
    }

    #[test]
    fn named_parameters_and_surplus_ones_are_refused() {
        assert!(message(Params::new(Some(r#"{"a":1}"#))).contains("must be an array"));
        let params = Params::new(Some("[1]")).unwrap();
        assert!(message(params.end()).contains("too many arguments, want at most 0"));
    }
}
