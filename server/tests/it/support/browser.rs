use bytes::Bytes;
use reqwest::{Method, RequestBuilder, header, redirect::Policy};
use serde_json::Value;

/// Somebody with an HTTP client, cookies of their own and perhaps an API key.
#[derive(Clone)]
pub struct Browser {
    pub base: String,
    http: reqwest::Client,
    key: Option<String>,
}

impl Browser {
    pub fn new(base: &str) -> Self {
        // Redirects to sign-in are for those who ask for pages.
        let pages = header::HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8");
        let http = reqwest::Client::builder()
            .default_headers([(header::ACCEPT, pages)].into_iter().collect())
            .cookie_store(true)
            .redirect(Policy::none())
            .timeout(std::time::Duration::from_secs(30))
            .build()
            .unwrap();
        Self { base: base.trim_end_matches('/').to_owned(), http, key: None }
    }

    pub fn with_key(base: &str, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..Self::new(base) }
    }

    pub async fn get(&self, address: &str) -> Answer {
        self.send(self.request(Method::GET, address)).await
    }

    pub async fn head(&self, address: &str) -> Answer {
        self.send(self.request(Method::HEAD, address)).await
    }

    pub async fn delete(&self, address: &str) -> Answer {
        self.send(self.request(Method::DELETE, address)).await
    }

    /// Sends a form.
    pub async fn post(&self, address: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.form(address, form)).await
    }

    pub async fn post_json(&self, address: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, address).json(&body)).await
    }

    pub async fn patch_json(&self, address: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, address).json(&body)).await
    }

    /// Goes where redirects lead, as a person's browser does.
    pub async fn visit(&self, address: &str) -> Answer {
        let mut answer = self.get(address).await;
        for _ in 0..5 {
            let Some(next) = answer.location() else { return answer };
            answer = self.get(&next).await;
        }
        panic!("{address} redirects for ever");
    }

    /// A form that is not sent yet.
    pub fn form(&self, address: &str, form: &[(&str, &str)]) -> RequestBuilder {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.request(Method::POST, address);
        request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
    }

    /// A request that is not sent yet; the address is a path of the portal, or a whole URL.
    pub fn request(&self, method: Method, address: &str) -> RequestBuilder {
        let base = if address.starts_with('/') { &self.base } else { "" };
        let request = self.http.request(method, format!("{base}{address}"));
        match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.bytes().await.unwrap() }
    }
}

/// The fields of a form as pairs that can be extended.
pub fn fields<'a>(some: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [some, more].concat()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: header::HeaderMap,
    pub body: Bytes,
}

impl Answer {
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// An input shows this value.
    #[track_caller]
    pub fn is_prefilled(&self, field: &str, value: &str) -> &Self {
        assert_eq!(self.typed(field).as_deref(), Some(value), "{field}");
        self
    }

    #[track_caller]
    pub fn redirects_to(&self, address: &str) {
        assert_eq!((self.status, self.location().as_deref()), (303, Some(address)), "{}", self.text());
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn location(&self) -> Option<String> {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.html()))
    }

    /// The API refused, by this status and type, and says why.
    #[track_caller]
    pub fn is_problem(&self, status: u16, kind: &str) -> String {
        let problem = self.json();
        let expected = (status, Some(u64::from(status)), Some(kind));
        assert_eq!((self.status, problem["code"].as_u64(), problem["type"].as_str()), expected, "{problem}");
        problem["message"].as_str().unwrap().to_owned()
    }

    /// Commenda's face refused in the short shape, by this status and code, and says why.
    #[track_caller]
    pub fn is_error(&self, status: u16, code: &str) -> String {
        let answer = self.json();
        assert_eq!((self.status, answer["error"]["code"].as_str()), (status, Some(code)), "{answer}");
        assert_eq!(answer["error"].as_object().unwrap().len(), 2, "{answer}");
        answer["error"]["message"].as_str().unwrap().to_owned()
    }

    /// Commenda's face refused a body, in the long shape; the pointers to what is wrong.
    #[track_caller]
    pub fn is_wrong_body(&self) -> Vec<String> {
        let answer = self.json();
        let error = &answer["error"];
        assert_eq!((self.status, error["type"].as_str()), (400, Some("CLIENT_INVALID_REQUEST_BODY")), "{answer}");
        assert_eq!((error["code"].as_str(), error["status"].as_u64()), (Some("INVALID_REQUEST_BODY"), Some(400)));
        for text in ["message", "doc_url", "title", "detail", "instance"] {
            assert!(!error[text].as_str().unwrap().is_empty(), "{text} in {answer}");
        }
        let errors = error["Errors"].as_array().unwrap();
        assert!(
            !errors.is_empty() && errors.iter().all(|one| !one["details"].as_str().unwrap().is_empty()),
            "{answer}"
        );
        errors.iter().map(|one| one["pointer"].as_str().unwrap().to_owned()).collect()
    }

    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What a person reads: the page without its tags.
    pub fn text(&self) -> String {
        let parts = self.html();
        let mut parts = parts.split('<');
        let first = parts.next().unwrap_or_default().to_owned();
        let parts = parts.filter(|part| !part.starts_with("script"));
        let text = parts.fold(first, |text, part| text + part.split_once('>').map_or("", |(_, text)| text));
        unescaped(&text)
    }

    #[track_caller]
    pub fn says(&self, sentence: &str) -> &Self {
        assert!(
            self.text().contains(sentence),
            "{sentence:?} is not on the page, which says {}: {}",
            self.status,
            self.text()
        );
        self
    }

    /// What stands in a field of the page's form.
    pub fn typed(&self, field: &str) -> Option<String> {
        let html = self.html();
        let tag = html.split('<').find(|tag| attribute(tag, "name").as_deref() == Some(field))?;
        attribute(tag, "value")
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| unescaped(value))
}

fn unescaped(text: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    entities.into_iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}
