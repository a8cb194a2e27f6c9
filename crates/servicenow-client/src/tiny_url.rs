//! Short addresses for parameters that are too long for a URL (protocol section 0, `tinyurl`).

use reqwest::Method;
use serde_json::json;

use crate::transport::Call;
use crate::{Client, Error};

impl Client {
    /// The id under which the instance keeps the parameters of `path_and_query`; send it as
    /// `sysparm_tiny` in their place. Lists do so by themselves when their address grows too long.
    pub async fn tiny_url(&self, path_and_query: &str) -> Result<String, Error> {
        let call = Call::new(Method::POST, "/api/now/tinyurl").json(&json!({ "url": path_and_query }));
        let answer = self.transport.json(&call).await.map_err(|error| error.of_write(false))?.value;
        let id = answer["result"].as_str().and_then(|url| url.split_once("sysparm_tiny=")).map(|(_, id)| id);
        let plain = |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let id = id.filter(plain).map(str::to_owned);
        id.ok_or_else(|| Error::decode("result").during(&call.method, &call.path))
    }
}
