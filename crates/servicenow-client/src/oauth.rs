//! OAuth 2.0 as an instance speaks it (protocol section 4): grants, renewal, revocation.
//!
//! The requests and answers are those of the `oauth2` crate. It is given our own exchange, because
//! a sleeping instance answers HTML with 200, and refusals come under several statuses.

mod answer;
mod renewing;
mod secrets;

use std::fmt;
use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use oauth2::basic::{BasicClient, BasicErrorResponse, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, RedirectUrl, RefreshToken, RequestTokenError, ResourceOwnerPassword,
    ResourceOwnerUsername, TokenUrl,
};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use renewing::Renewing;
pub use secrets::{CodeChallenge, CodeVerifier, StateParam};

use crate::clock::Clock;
use crate::wire::Wire;
use crate::{Error, ErrorKind, InstanceUrl, TokenSet};

const AUTHORIZE: &str = "/oauth_auth.do";
const TOKEN: &str = "/oauth_token.do";
const REVOKE: &str = "/oauth_revoke_token.do";
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// The default of a registration: 8,640,000 s (protocol section 4.4).
const REFRESH_LIFETIME: SignedDuration = SignedDuration::from_hours(100 * 24);
/// What an access token lives when the answer does not say: the default of a registration.
const ACCESS_LIFETIME: Duration = Duration::from_mins(30);

type Endpoints = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;
type TokenAnswer = Result<BasicTokenResponse, RequestTokenError<Error, BasicErrorResponse>>;

/// One registration (`oauth_entity`) of an instance, seen from the registered client.
///
/// Cheap to clone.
#[derive(Clone)]
pub struct OAuthClient {
    endpoints: Endpoints,
    instance: InstanceUrl,
    client_secret: Option<SecretString>,
    refresh_lifetime: SignedDuration,
    renewing: Renewing,
    pub(crate) wire: Wire,
    pub(crate) clock: Clock,
}

impl OAuthClient {
    /// A client for the registration `client_id` of `instance`.
    ///
    /// `redirect_uri` must equal the registered one character by character. Without a secret the
    /// registration must be a public client, and a code verifier takes its place.
    pub fn new(
        instance: InstanceUrl,
        client_id: impl Into<String>,
        client_secret: Option<SecretString>,
        redirect_uri: Url,
    ) -> Result<Self, Error> {
        let mut endpoints = BasicClient::new(ClientId::new(client_id.into()))
            // The form is what every release reads; Basic is read by recent ones only (section 4.3).
            .set_auth_type(AuthType::RequestBody)
            .set_auth_uri(AuthUrl::from_url(instance.join(AUTHORIZE)?))
            .set_token_uri(TokenUrl::from_url(instance.join(TOKEN)?))
            .set_redirect_uri(RedirectUrl::from_url(redirect_uri));
        if let Some(secret) = &client_secret {
            endpoints = endpoints.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        let wire = Wire::new(&instance, None)?;
        let (refresh_lifetime, renewing, clock) = (REFRESH_LIFETIME, Renewing::default(), Clock::default());
        Ok(Self { endpoints, instance, client_secret, refresh_lifetime, renewing, wire, clock })
    }

    /// Uses this HTTP client, for a private certificate authority or a proxy; see
    /// [`ClientBuilder::http`](crate::ClientBuilder::http) for what it must not do.
    #[must_use]
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.wire.http = http;
        self
    }

    /// How long a token request may take; 60 s if not set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.wire.timeout = timeout;
        self
    }

    /// The clock from which the end of tokens is counted; the system's if not set.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> jiff::Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// The lifetime of refresh tokens as the registration sets it; 100 days if not set.
    #[must_use]
    pub fn refresh_lifetime(mut self, lifetime: SignedDuration) -> Self {
        self.refresh_lifetime = lifetime;
        self
    }

    /// The instance of the registration.
    pub fn instance(&self) -> &InstanceUrl {
        &self.instance
    }

    /// The client id of the registration.
    pub fn client_id(&self) -> &str {
        self.endpoints.client_id()
    }

    /// Where to send the browser of the person who authorises (section 4.2).
    pub fn authorization_url(&self, state: &StateParam, challenge: Option<&CodeChallenge>) -> Url {
        let request = self.endpoints.authorize_url(|| CsrfToken::new(state.as_str().to_owned()));
        match challenge {
            Some(challenge) => request.set_pkce_challenge(challenge.to_oauth2()).url().0,
            None => request.url().0,
        }
    }

    /// Exchanges the code that came to the redirect URI; a code works once, within a minute.
    pub async fn exchange_code(
        &self,
        code: SecretString,
        verifier: Option<CodeVerifier>,
    ) -> Result<TokenSet, Error> {
        let mut request =
            self.endpoints.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
        if let Some(verifier) = verifier {
            request = request.set_pkce_verifier(verifier.into_oauth2());
        }
        self.issued(request.request_async(&self.exchange()).await)
    }

    /// Obtains an access token for a refresh token.
    ///
    /// The end of the refresh token is not known here and stays `None` when the instance repeats
    /// the same token; [`OAuthClient::renew`] carries it over.
    pub async fn refresh(&self, refresh_token: &SecretString) -> Result<TokenSet, Error> {
        let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let answer = self.endpoints.exchange_refresh_token(&token).request_async(&self.exchange()).await;
        let previous = TokenSet {
            access_token: SecretString::default(),
            refresh_token: Some(refresh_token.clone()),
            access_expires_at: self.clock.now(),
            refresh_expires_at: None,
            scope: None,
        };
        Ok(self.issued(answer)?.renewing(&previous))
    }

    /// Renews a token set: by its refresh token, or by the grant that [`OAuthClient::renew_with_client_credentials`]
    /// or [`OAuthClient::renew_with_assertions`] chose. The refresh token and its end are kept unless the instance
    /// changes the token.
    pub async fn renew(&self, tokens: &TokenSet) -> Result<TokenSet, Error> {
        match &self.renewing {
            Renewing::RefreshToken => self.renew_by_refresh_token(tokens).await,
            Renewing::ClientCredentials | Renewing::Assertion(_) => self.obtain().await,
        }
    }

    async fn renew_by_refresh_token(&self, tokens: &TokenSet) -> Result<TokenSet, Error> {
        let Some(refresh_token) = &tokens.refresh_token else {
            let message = "the access token has ended and there is no refresh token".to_owned();
            return Err(ErrorKind::Unauthorized { message, detail: None }.into());
        };
        let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let answer = self.endpoints.exchange_refresh_token(&token).request_async(&self.exchange()).await;
        Ok(self.issued(answer)?.renewing(tokens))
    }

    /// Obtains tokens for the name and password of a local user.
    pub async fn password(&self, user_name: &str, password: &SecretString) -> Result<TokenSet, Error> {
        let name = ResourceOwnerUsername::new(user_name.to_owned());
        let password = ResourceOwnerPassword::new(password.expose_secret().to_owned());
        let request = self.endpoints.exchange_password(&name, &password);
        self.issued(request.request_async(&self.exchange()).await)
    }

    /// Obtains an access token for the registration's application user; no refresh token comes with it.
    pub async fn client_credentials(&self) -> Result<TokenSet, Error> {
        self.issued(self.endpoints.exchange_client_credentials().request_async(&self.exchange()).await)
    }

    /// Obtains an access token for a signed assertion (RFC 7523); no refresh token comes with it.
    pub async fn jwt_bearer(&self, assertion: &SecretString) -> Result<TokenSet, Error> {
        // The `oauth2` crate has no such grant; its answer is the usual one.
        let mut form = vec![
            ("grant_type", JWT_BEARER),
            ("assertion", assertion.expose_secret()),
            ("client_id", self.client_id()),
        ];
        if let Some(secret) = &self.client_secret {
            form.push(("client_secret", secret.expose_secret()));
        }
        let request = self.wire.http.post(self.instance.join(TOKEN)?).form(&form).build()?;
        let raw = self.wire.exchange(request).await.map_err(|error| during(error, TOKEN))?;
        answer::accept(&raw, self.clock.now()).map_err(|kind| during(kind.into(), TOKEN))?;
        let tokens = serde_json::from_slice(&raw.body)
            .map_err(|error| during(Error::decode("access_token").with_source(error), TOKEN))?;
        self.issued(Ok(tokens))
    }

    /// Ends an access or refresh token; the instance asks for no credentials (section 4.1).
    pub async fn revoke(&self, token: &SecretString) -> Result<(), Error> {
        // The documented form. A query may be logged on the way, but what it names is ended by then.
        let mut url = self.instance.join(REVOKE)?;
        url.query_pairs_mut().append_pair("token", token.expose_secret());
        let request = self.wire.http.post(url).build()?;
        let raw = self.wire.exchange(request).await.map_err(|error| during(error, REVOKE))?;
        answer::revoked(&raw, self.clock.now()).map_err(|kind| during(kind.into(), REVOKE))
    }

    /// Our exchange as the closure the `oauth2` crate takes.
    fn exchange(&self) -> impl Fn(HttpRequest) -> Exchange + use<> {
        let (wire, clock) = (self.wire.clone(), self.clock.clone());
        move |request| {
            let (wire, clock) = (wire.clone(), clock.clone());
            Box::pin(async move {
                let raw = wire.exchange(request.try_into()?).await?;
                answer::accept(&raw, clock.now())?;
                Ok(answer::to_oauth2(raw))
            })
        }
    }

    fn issued(&self, answer: TokenAnswer) -> Result<TokenSet, Error> {
        let answer = answer.map_err(|error| during(answer::failure(error), TOKEN))?;
        Ok(answer::token_set(&answer, self.clock.now(), self.refresh_lifetime))
    }
}

type Exchange = std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send>>;

fn during(error: Error, path: &str) -> Error {
    error.during(&Method::POST, path)
}

impl fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthClient")
            .field("instance", &self.instance)
            .field("client_id", &self.client_id())
            .finish_non_exhaustive()
    }
}
