//! What is left of a body when its answer stands.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

/// A body that notes when it was read to its end.
pub(super) struct Watched {
    body: Incoming,
    ended: Arc<AtomicBool>,
}

/// Whether a body was read to its end.
pub(super) struct Rest(Arc<AtomicBool>);

impl Watched {
    pub(super) fn new(body: Incoming) -> (Self, Rest) {
        let ended = Arc::new(AtomicBool::new(body.is_end_stream()));
        (Self { body, ended: ended.clone() }, Rest(ended))
    }
}

impl Rest {
    /// Nobody has read all of the body: what is left would be taken for the head of the next request.
    pub(super) fn is_left(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() || (matches!(frame, Some(Ok(_))) && self.body.is_end_stream()) {
            self.ended.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
