//! The Table API (protocol section 1): records of one table.

use futures::{Stream, TryStreamExt as _, stream};
use reqwest::Method;

use crate::field::check_table;
use crate::transport::Call;
use crate::{Client, Error, ErrorKind, Fields, Page, Query, Record, SysId, answer};

/// The longest address that every gateway passes on (protocol section 6.6).
const MAX_URL: usize = 2048;

/// One table of an instance; see [`Client::table`].
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
}

impl Table {
    pub(crate) fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// The name of the table.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The record with this key.
    pub async fn get(&self, id: &SysId) -> Result<Record, Error> {
        let call = Call::get(self.path_of(id)?).query(shape());
        let record = self.record(&call).await?;
        if record.sys_id() == id { Ok(record) } else { Err(ignored(&call, format!("sys_id={id}"))) }
    }

    /// One page of the records that match, by the query's limit and offset.
    ///
    /// Fails with [`ErrorKind::FilterIgnored`] when a record contradicts the query.
    pub async fn list(&self, query: &Query) -> Result<Page<Record>, Error> {
        let call = Call::get(self.path()?).query(query.parameters()?).query(shape());
        let call = self.shortened(call).await?;
        let accepted = self.client.transport.json(&call).await?;
        let records = Record::list_from_json(&self.name, &accepted.value, "result")
            .map_err(|error| error.during(&call.method, &call.path))?;
        if let Some(condition) = records.iter().find_map(|record| query.contradiction(record)) {
            return Err(ignored(&call, condition));
        }
        Ok(Page::new(records, &accepted.raw, query.skipped(), query.page_size()))
    }

    /// All records that match, page by page; the limit is the size of a page.
    ///
    /// Without an order of its own the query is ordered by `sys_id`, so that pages do not overlap.
    pub fn stream(&self, query: Query) -> impl Stream<Item = Result<Record, Error>> + Send + use<> {
        let table = self.clone();
        let query = if query.has_order() { query } else { query.order_by("sys_id") };
        let start = Some(query.skipped());
        let pages = stream::try_unfold((table, query, start), |(table, query, offset)| async move {
            let Some(offset) = offset else { return Ok::<_, Error>(None) };
            let query = query.offset(offset);
            let page = table.list(&query).await?;
            let next = page.next_offset();
            Ok(Some((stream::iter(page.into_iter().map(Ok)), (table, query, next))))
        });
        pages.try_flatten()
    }

    /// The first record that matches.
    pub async fn first(&self, query: &Query) -> Result<Option<Record>, Error> {
        Ok(self.list(&query.clone().limit(1)).await?.into_iter().next())
    }

    /// Creates a record and returns it as it was stored.
    ///
    /// When the error [may have taken effect](Error::may_have_taken_effect), look for the record, by
    /// [`Table::find_by_correlation_id`], before you create it again.
    pub async fn create(&self, fields: &Fields) -> Result<Record, Error> {
        let call = Call::new(Method::POST, self.path()?).query(shape()).json(&fields.to_json()?);
        self.record(&call).await
    }

    /// Changes these fields of a record, no others, and returns the whole record.
    pub async fn update(&self, id: &SysId, fields: &Fields) -> Result<Record, Error> {
        let call = Call::new(Method::PATCH, self.path_of(id)?).query(shape()).json(&fields.to_json()?);
        self.record(&call).await
    }

    /// Deletes a record.
    pub async fn delete(&self, id: &SysId) -> Result<(), Error> {
        let call = Call::new(Method::DELETE, self.path_of(id)?);
        self.client.transport.send(&call, answer::done).await.map(|_| ())
    }

    /// The record that carries this `correlation_id`: how a write whose answer was lost is found again.
    ///
    /// The field is not unique; of several records the one created first is returned.
    pub async fn find_by_correlation_id(&self, correlation_id: &str) -> Result<Option<Record>, Error> {
        if correlation_id.trim().is_empty() {
            return Err(Error::invalid("the correlation id is empty"));
        }
        let query = Query::new().equals("correlation_id", correlation_id).order_by("sys_created_on").limit(2);
        let page = self.list(&query).await?;
        if page.items().len() > 1 {
            tracing::warn!(
                instance.name = self.client.instance().name(),
                table = self.name,
                "several records carry one correlation id"
            );
        }
        Ok(page.into_iter().next())
    }

    /// How many records match, by the Aggregate API (protocol section 3.1).
    ///
    /// No record comes back that could show a dropped condition: a wrong field name counts everything.
    pub async fn count(&self, query: &Query) -> Result<u64, Error> {
        query.check()?;
        check_table(&self.name)?;
        let mut call = Call::get(format!("/api/now/stats/{}", self.name));
        call.query.push(("sysparm_count", "true".to_owned()));
        call.query.extend(
            Some(query.conditions_only())
                .filter(|query| !query.is_empty())
                .map(|query| ("sysparm_query", query)),
        );
        let answer = self.client.transport.json(&call).await?.value;
        let count = answer["result"]["stats"]["count"].as_str().and_then(|count| count.parse().ok());
        count.ok_or_else(|| Error::decode("result.stats.count").during(&call.method, &call.path))
    }

    fn path(&self) -> Result<String, Error> {
        check_table(&self.name)?;
        Ok(format!("/api/now/table/{}", self.name))
    }

    fn path_of(&self, id: &SysId) -> Result<String, Error> {
        Ok(format!("{}/{id}", self.path()?))
    }

    async fn record(&self, call: &Call) -> Result<Record, Error> {
        let answer = self.client.transport.json(call).await?.value;
        let decoded = Record::from_json(&self.name, &answer["result"], "result");
        decoded.map_err(|error| call.failed_to_read(error))
    }

    /// Lets a short address stand for parameters that are too long for one.
    async fn shortened(&self, call: Call) -> Result<Call, Error> {
        let url = self.client.transport.url(&call)?;
        if url.as_str().len() <= MAX_URL {
            return Ok(call);
        }
        let tiny = self.client.tiny_url(&url[url::Position::BeforePath..]).await?;
        Ok(Call { query: vec![("sysparm_tiny", tiny)], ..call })
    }
}

/// Both raw and display values, references without links.
fn shape() -> [(&'static str, String); 2] {
    [("sysparm_display_value", "all".to_owned()), ("sysparm_exclude_reference_link", "true".to_owned())]
}

fn ignored(call: &Call, condition: String) -> Error {
    Error::new(ErrorKind::FilterIgnored { condition }).during(&call.method, &call.path)
}
