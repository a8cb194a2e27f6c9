//! OpenID Connect sign-in: authorization code with PKCE, nonce, and a state that only the browser that began can
//! bring back (OpenID Connect Core 1.0; RFC 7636; microsoft-graph 5.2).

use jiff::SignedDuration;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenClaims, IdTokenFields, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse,
};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use url::Url;

use super::claims::EntraClaims;
use super::token::{hash, random};
use crate::app::App;
use crate::store::{Person, StoreError, Upserted};

/// How long a person may take at the identity provider.
const PENDING_FOR: SignedDuration = SignedDuration::from_mins(10);
/// Largest answer taken from the identity provider, in bytes.
const ANSWER_MAX: usize = 1024 * 1024;

type EntraTokens = StandardTokenResponse<
    IdTokenFields<
        EntraClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type Provider = Client<
    EntraClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    EntraTokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why a sign-in did not happen. Pages show `signin-error-...` for each.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SigninError {
    /// The provider cannot be reached or does not speak OpenID Connect.
    #[error("read the identity provider's configuration: {0}")]
    Provider(String),
    /// The state is unknown, used, too old, or another browser's.
    #[error("the sign-in was not begun in this browser, or more than 10 minutes ago")]
    State,
    /// The person or the provider said no.
    #[error("the identity provider refused: {0}")]
    Refused(String),
    /// The code was not taken.
    #[error("exchange the authorization code: {0}")]
    Exchange(String),
    /// The identity token is not to be trusted.
    #[error("verify the identity token: {0}")]
    Token(String),
    /// A person of another tenant.
    #[error("the account belongs to tenant {0:?}")]
    Tenant(String),
    /// A person without a role.
    #[error("the account has no role here")]
    NoRole {
        /// Sign-in name, to show to the person themselves.
        user_name: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SigninError {
    /// Key of the catalogue that says it to the person.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Provider(_) => "signin-error-provider",
            Self::State => "signin-error-state",
            Self::Refused(_) => "signin-error-refused",
            Self::Exchange(_) => "signin-error-exchange",
            Self::Token(_) => "signin-error-token",
            Self::Tenant(_) => "signin-error-tenant",
            Self::NoRole { .. } => "signin-error-no-role",
            Self::Store(_) => "signin-error-store",
        }
    }
}

/// What the browser brings back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SigninReturn {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// What must match when the browser comes back.
#[derive(Serialize, Deserialize)]
struct Pending {
    browser_hash: String,
    nonce: String,
    verifier: String,
    return_to: String,
}

/// Begins a sign-in: the address to send the browser to, and the value of the cookie that binds it to this browser.
pub async fn begin(app: &App, return_to: &str) -> Result<(Url, String), SigninError> {
    let provider = discover(app).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let browser = random();
    let (url, state, nonce) = provider
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(random()),
            || Nonce::new(random()),
        )
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let pending = Pending {
        browser_hash: hash(&browser),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        return_to: return_to.to_owned(),
    };
    let data = serde_json::to_string(&pending).expect("plain strings become JSON");
    app.store.insert_pending_sign_in(&hash(state.secret()), &data, app.clock.now() + PENDING_FOR).await?;
    Ok((url, browser))
}

/// Ends a sign-in: the person, refreshed in the store, and the page they asked for. `browser` is the cookie's value.
pub async fn finish(
    app: &App,
    back: SigninReturn,
    browser: Option<&str>,
) -> Result<(Person, String), SigninError> {
    let pending = take_pending(app, back.state.as_deref(), browser).await?;
    if let Some(error) = back.error {
        return Err(SigninError::Refused(back.error_description.unwrap_or(error)));
    }
    let code = back.code.ok_or_else(|| SigninError::Refused("no code came back".to_owned()))?;
    let claims = exchange(app, code, &pending).await?;
    let person = admit(app, &claims)?;
    Ok((app.store.upsert_person(&person).await?, pending.return_to))
}

async fn take_pending(app: &App, state: Option<&str>, browser: Option<&str>) -> Result<Pending, SigninError> {
    let (Some(state), Some(browser)) = (state, browser) else { return Err(SigninError::State) };
    let data = app.store.take_pending_sign_in(&hash(state), app.clock.now()).await?;
    let pending: Option<Pending> = data.and_then(|data| serde_json::from_str(&data).ok());
    pending.filter(|pending| same(&pending.browser_hash, &hash(browser))).ok_or(SigninError::State)
}

fn same(left: &str, right: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(left.as_bytes(), right.as_bytes()).is_ok()
}

async fn exchange(
    app: &App,
    code: String,
    pending: &Pending,
) -> Result<IdTokenClaims<EntraClaims, CoreGenderClaim>, SigninError> {
    let provider = discover(app).await?;
    let http = |request| call(app.http.clone(), request);
    let tokens = provider
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| SigninError::Provider(error.to_string()))?
        .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
        .request_async(&http)
        .await
        .map_err(|error| SigninError::Exchange(error.to_string()))?;
    let id_token = tokens.id_token().ok_or_else(|| SigninError::Token("the answer holds none".to_owned()))?;
    id_token
        .claims(&provider.id_token_verifier(), &Nonce::new(pending.nonce.clone()))
        .cloned()
        .map_err(|error| SigninError::Token(error.to_string()))
}

/// Tenant and role decide; names never do: people can change them.
fn admit(app: &App, claims: &IdTokenClaims<EntraClaims, CoreGenderClaim>) -> Result<Upserted, SigninError> {
    let entra = claims.additional_claims();
    let tenant = &app.config.graph.tenant;
    if !entra.tid.eq_ignore_ascii_case(tenant.as_str()) {
        return Err(SigninError::Tenant(entra.tid.clone()));
    }
    let user_name = claims.preferred_username().map_or_else(String::new, |name| name.to_string());
    let name =
        claims.name().and_then(|name| name.get(None)).map_or_else(String::new, |name| name.to_string());
    let role = entra.role().ok_or_else(|| SigninError::NoRole { user_name: user_name.clone() })?;
    let subject = if entra.oid.is_empty() { claims.subject().to_string() } else { entra.oid.clone() };
    Ok(Upserted {
        tenant: tenant.clone(),
        subject,
        name: if name.is_empty() { user_name.clone() } else { name },
        user_name,
        role,
        at: app.clock.now(),
    })
}

/// Read anew at each sign-in: sign-ins are rare, and so the provider can change its keys at any time.
async fn discover(app: &App) -> Result<Provider, SigninError> {
    let signin = &app.config.signin;
    let fault = |error: &dyn std::error::Error| SigninError::Provider(chain(error));
    let issuer = IssuerUrl::new(signin.issuer.as_str().to_owned()).map_err(|error| fault(&error))?;
    let http = |request| call(app.http.clone(), request);
    let metadata =
        CoreProviderMetadata::discover_async(issuer, &http).await.map_err(|error| fault(&error))?;
    let redirect = app.config.server.base_url.join("signin/callback").map_err(|error| fault(&error))?;
    Ok(Client::from_provider_metadata(
        metadata,
        ClientId::new(signin.client_id.clone()),
        Some(ClientSecret::new(signin.client_secret.expose_secret().to_owned())),
    )
    .set_redirect_uri(RedirectUrl::from_url(redirect)))
}

/// An error with its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Why a call to the provider failed.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error("call the identity provider: {0}")]
    Http(#[from] reqwest::Error),
    #[error("the identity provider's answer is larger than {ANSWER_MAX} bytes")]
    TooLarge,
    #[error("the identity provider's answer is malformed: {0}")]
    Malformed(#[from] openidconnect::http::Error),
}

/// The library's requests over our HTTP client.
async fn call(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, CallError> {
    let mut answer = http.execute(reqwest::Request::try_from(request)?).await?;
    let mut response = openidconnect::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > ANSWER_MAX {
            return Err(CallError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(response.body(body)?)
}
