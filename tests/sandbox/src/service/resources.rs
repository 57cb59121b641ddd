//! Users, connections and syncs: what each route does once the caller may.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::answer::{self, Answer, bad_request, failure, no_content, not_found};
use super::paging::Page;
use super::route::Place;
use super::{MOST_RENEWAL_MILLIS, Service, media_type};
use crate::clock::parse_rfc3339;
use crate::population::{ConnectionIndex, UserIndex};

type Outcome = Result<Answer, Box<Answer>>;

/// A list as the identity host wraps it. It gives no `links`.
#[derive(Serialize)]
struct Enveloped<T, M> {
    data: T,
    meta: M,
}

#[derive(Serialize)]
struct UsersMeta {
    total: u64,
    limit: u64,
    offset: u64,
}

/// `{}`: the meta of every list but that of the users.
#[derive(Serialize)]
struct NoMeta {}

impl Service {
    pub(super) fn resource(
        &mut self,
        place: &Place,
        method: &Method,
        query: &str,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Outcome {
        match place {
            Place::Users if method == Method::POST => self.create_user(headers, body),
            Place::Users => self.list_users(query),
            Place::User(id) if method == Method::DELETE => self.delete_user(id),
            Place::User(id) => self.get_user(id),
            Place::Connections(user) => self.list_connections(user),
            Place::Connection(user, id) => self.renew_connection(user, id, headers, body),
            Place::SingularConnection(user, id) => self.delete_connection(user, id),
            Place::UserSyncs(user) => self.list_user_syncs(user, query),
            Place::ConnectionSyncs(user, id) => self.list_connection_syncs(user, id, query),
            Place::Sync(user, id) => self.get_sync(user, id),
            // Answered before a token is looked for.
            Place::Identity(_) | Place::Screen(_) | Place::PayPage(_) => {
                Err(Box::new(not_found("no such route")))
            }
        }
    }

    /// 201 and the bare user. Nothing says that `clientUserId` is unique: the same one twice
    /// makes two users.
    fn create_user(&mut self, headers: &HeaderMap, body: &Bytes) -> Outcome {
        let members = object(headers, body, &["clientUserId"])?;
        let client_user_id = match members.get("clientUserId") {
            None => None,
            Some(Value::String(text)) if text.chars().count() <= 256 => Some(text.clone()),
            Some(Value::String(_)) => {
                return Err(Box::new(bad_request("clientUserId has more than 256 characters")));
            }
            Some(_) => return Err(Box::new(bad_request("clientUserId must be a string"))),
        };
        let now = self.clock.now_millis();
        let user = self.population.create(client_user_id, now);
        let mut shown = self.population.user(user);
        // The sample of this answer has neither of the two.
        shown.client_name = None;
        shown.deleted_at = None;
        Ok(answer::json(StatusCode::CREATED, &shown))
    }

    fn list_users(&self, query: &str) -> Outcome {
        let page = Page::from_query(query, self.settings.limit_cap)?;
        Ok(ok(&Enveloped {
            data: self.population.page(page.limit, page.offset),
            meta: UsersMeta {
                total: self.population.live(),
                limit: page.limit,
                offset: page.offset,
            },
        }))
    }

    /// Bare, not wrapped in `data`.
    fn get_user(&self, id: &str) -> Outcome {
        let user = self.find_user(id)?;
        Ok(ok(&self.population.user(user)))
    }

    fn delete_user(&mut self, id: &str) -> Outcome {
        let user = self.find_user(id)?;
        self.population.delete_user(user);
        self.finance.forget_user(user.number());
        Ok(no_content())
    }

    /// Not paginated in any source.
    fn list_connections(&self, user: &str) -> Outcome {
        let user = self.find_user(user)?;
        let now = self.clock.now_millis();
        Ok(ok(&Enveloped { data: self.population.connections(user, now), meta: NoMeta {} }))
    }

    fn renew_connection(
        &mut self,
        user: &str,
        id: &str,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Outcome {
        let (_, at) = self.find_connection(user, id)?;
        let members = object(headers, body, &["expiresAt"])?;
        let expires = match members.get("expiresAt") {
            Some(Value::String(text)) => parse_rfc3339(text),
            _ => None,
        };
        let refuse = |message| Err(Box::new(bad_request(message)));
        let Some(expires) = expires else {
            return refuse("expiresAt must be an RFC 3339 date-time");
        };
        let now = self.clock.now_millis();
        if expires <= now {
            return refuse("expiresAt must be in the future");
        }
        if expires - now > MOST_RENEWAL_MILLIS {
            return refuse("expiresAt must be at most 90 days ahead");
        }
        if !self.population.tpp_consent(at) {
            return refuse("the consent of this connection is not managed by the client");
        }
        self.population.renew(at, expires, now);
        Ok(no_content())
    }

    fn delete_connection(&mut self, user: &str, id: &str) -> Outcome {
        let (_, at) = self.find_connection(user, id)?;
        self.population.delete_connection(at, self.clock.now_millis());
        Ok(no_content())
    }

    fn list_user_syncs(&self, user: &str, query: &str) -> Outcome {
        let user = self.find_user(user)?;
        let page = Page::from_query(query, self.settings.limit_cap)?;
        Ok(ok(&Enveloped {
            data: page.of(self.population.user_syncs(user, self.clock.now_millis())),
            meta: NoMeta {},
        }))
    }

    fn list_connection_syncs(&self, user: &str, id: &str, query: &str) -> Outcome {
        let (_, at) = self.find_connection(user, id)?;
        let page = Page::from_query(query, self.settings.limit_cap)?;
        Ok(ok(&Enveloped {
            data: page
                .of(self.population.connection_syncs(at, self.clock.now_millis()).into_iter()),
            meta: NoMeta {},
        }))
    }

    fn get_sync(&self, user: &str, id: &str) -> Outcome {
        let user = self.find_user(user)?;
        let sync =
            self.population.user_syncs(user, self.clock.now_millis()).find(|sync| sync.id == id);
        let sync = sync.ok_or_else(|| Box::new(not_found("Sync not found")))?;
        Ok(ok(&json!({"data": sync})))
    }

    fn find_user(&self, id: &str) -> Result<UserIndex, Box<Answer>> {
        let user = self.population.find_user(id);
        user.ok_or_else(|| Box::new(not_found("User not found")))
    }

    fn find_connection(
        &self,
        user: &str,
        id: &str,
    ) -> Result<(UserIndex, ConnectionIndex), Box<Answer>> {
        let user = self.find_user(user)?;
        let at = self.population.find_connection(user, id);
        let at = at.ok_or_else(|| Box::new(not_found("Connection not found")))?;
        Ok((user, at))
    }
}

fn ok(body: &impl Serialize) -> Answer {
    answer::json(StatusCode::OK, body)
}

/// A JSON object with no member but these. The real service may let unknown members pass; here
/// they are refused, so that a misspelt one is found.
fn object(
    headers: &HeaderMap,
    body: &Bytes,
    known: &[&str],
) -> Result<Map<String, Value>, Box<Answer>> {
    if media_type(headers, CONTENT_TYPE).as_deref() != Some("application/json") {
        return Err(Box::new(failure(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be application/json",
        )));
    }
    let refuse = |message: &str| Err(Box::new(bad_request(message)));
    let members = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        Ok(_) => return refuse("the body must be a JSON object"),
        Err(_) => return refuse("the body is not JSON"),
    };
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => refuse(&format!("unknown member: {unknown}")),
        None => Ok(members),
    }
}
