//! Starting, stopping, and starting again.

use sample_tenant::{SampleTenant, StartError};

use crate::support::{Tenant, builder};

#[tokio::test]
async fn names_an_address_that_is_taken() {
    let first = builder().start().await.unwrap();
    let addr = first.url().socket_addrs(|| None).unwrap()[0];
    let error = SampleTenant::builder().listen(addr).start().await.err().unwrap();
    assert!(matches!(error, StartError::AddressInUse { addr: tried } if tried == addr), "{error}");
    assert_eq!(error.to_string(), format!("address {addr} is taken by another program"));
}

#[tokio::test]
async fn frees_its_address_on_shutdown_and_on_drop() {
    let first = builder().start().await.unwrap();
    let addr = first.url().socket_addrs(|| None).unwrap()[0];
    first.shutdown().await;
    let second = SampleTenant::builder().listen(addr).start().await.unwrap();
    drop(second);
    tokio::time::timeout(std::time::Duration::from_secs(5), async {
        while tokio::net::TcpStream::connect(addr).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("a dropped tenant stops listening");
}

#[tokio::test]
async fn the_same_seed_and_day_give_the_same_tenant() {
    let (one, two) = (Tenant::start().await, Tenant::start().await);
    assert_eq!(one.tenant.id(), two.tenant.id());
    assert_eq!(one.writer().client_id, two.writer().client_id);
    assert_eq!(one.read_all("secureScores?$top=90").await, two.read_all("secureScores?$top=90").await,);
    let other = Tenant::from(builder().seed(8)).await;
    assert_ne!(one.tenant.id(), other.tenant.id());
    assert_ne!(one.latest().await["controlScores"], other.latest().await["controlScores"]);
}

#[tokio::test]
async fn speaks_for_its_public_address_behind_a_proxy() {
    let tenant = Tenant::from(builder().public_url("https://tenant.example/".parse().unwrap())).await;
    assert_eq!(tenant.tenant.issuer(), format!("https://tenant.example/{}/v2.0", tenant.tenant.id()));
    assert_eq!(tenant.tenant.graph_root().as_str(), "https://tenant.example/");
}
