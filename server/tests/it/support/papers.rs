//! Files that a buyer could send: as small as their types allow, or as long as wanted.

/// A PDF of exactly this many bytes.
pub fn pdf(size: usize) -> Vec<u8> {
    let (head, end) = (b"%PDF-1.7\n", b"\n%%EOF\n");
    let filling = vec![b'%'; size - head.len() - end.len()];
    [&head[..], &filling, end].concat()
}

pub fn jpeg() -> Vec<u8> {
    [&[0xff, 0xd8, 0xff, 0xe0][..], b"a picture", &[0xff, 0xd9]].concat()
}

pub fn png() -> Vec<u8> {
    [&b"\x89PNG\r\n\x1a\n"[..], b"a picture", b"\0\0\0\0IEND\xae\x42\x60\x82"].concat()
}
