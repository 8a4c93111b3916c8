//! [Header lists](https://fetch.spec.whatwg.org/#concept-header-list), and
//! [extracting header list values](https://fetch.spec.whatwg.org/#extract-header-list-values).

use std::borrow::Cow;

use crate::methods::is_token;

/// A list of names and values, in order; names are compared case-insensitively.
///
/// ```
/// use cors_user_agent::HeaderList;
///
/// let mut list = HeaderList::default();
/// list.append("X-A", " 1 ");
/// list.append("x-a", "2");
/// assert_eq!(list.get("X-a").as_deref(), Some(&b"1, 2"[..]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderList(Vec<(String, Vec<u8>)>);

/// A value that does not follow its header's ABNF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl HeaderList {
    /// [Appends](https://fetch.spec.whatwg.org/#concept-header-list-append) a header, with its
    /// value [normalized](https://fetch.spec.whatwg.org/#concept-header-value-normalize).
    pub fn append(&mut self, name: &str, value: impl AsRef<[u8]>) {
        let value = without_outer(value.as_ref(), b"\t\n\r ");
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Whether the list [contains](https://fetch.spec.whatwg.org/#header-list-contains) a name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// [Gets](https://fetch.spec.whatwg.org/#concept-header-list-get) the values of a name, joined
    /// by a comma and a space.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        let mut values = self.values(name);
        let mut joined = Cow::Borrowed(values.next()?);
        for value in values {
            let joined = joined.to_mut();
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(value);
        }
        Some(joined)
    }

    /// [Deletes](https://fetch.spec.whatwg.org/#concept-header-list-delete) a name.
    pub fn delete(&mut self, name: &str) {
        self.0.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    /// The values of a name, line by line.
    pub fn values<'l>(&'l self, name: &str) -> impl Iterator<Item = &'l [u8]> {
        let is_it = move |(other, _): &&(String, Vec<u8>)| other.eq_ignore_ascii_case(name);
        self.0.iter().filter(is_it).map(|(_, value)| value.as_slice())
    }

    /// All headers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// Extracts the values of a header whose ABNF is `#method` or `#field-name` ([new-header
    /// syntax](https://fetch.spec.whatwg.org/#http-new-header-syntax)). There may be several lines; `None`
    /// if there is none.
    ///
    /// # Errors
    ///
    /// If an element is not a token.
    pub fn extract_names(&self, name: &str) -> Result<Option<Vec<String>>, Malformed> {
        // Step 1.
        if !self.contains(name) {
            return Ok(None);
        }
        // Steps 3 to 5. RFC 9110, section 5.6.1.2: a recipient accepts empty elements and ignores
        // them.
        let mut names = Vec::new();
        for value in self.values(name) {
            for element in value.split(|&byte| byte == b',') {
                match without_outer(element, b"\t ") {
                    [] => {}
                    element if is_token(element) => names.push(isomorphic_decode(element)),
                    _ => return Err(Malformed),
                }
            }
        }
        Ok(Some(names))
    }

    /// Extracts the value of a header whose ABNF is `delta-seconds` ([RFC 9111, section
    /// 1.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2)): digits; a number that is too large is
    /// replaced by the largest one.
    ///
    /// # Errors
    ///
    /// If there are several lines (step 2), or the value is not a number.
    pub fn extract_delta_seconds(&self, name: &str) -> Result<Option<u64>, Malformed> {
        let Some(value) = self.extract_single(name)? else { return Ok(None) };
        if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
            return Err(Malformed);
        }
        let digits = value.iter().map(|digit| u64::from(digit.saturating_sub(b'0')));
        Ok(Some(digits.fold(0, |number, digit| number.saturating_mul(10).saturating_add(digit))))
    }

    /// Extracts the value of a header that may appear only once.
    ///
    /// # Errors
    ///
    /// If there are several lines (step 2).
    pub fn extract_single(&self, name: &str) -> Result<Option<&[u8]>, Malformed> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (Some(_), Some(_)) => Err(Malformed),
            (value, _) => Ok(value),
        }
    }
}

/// [Isomorphic decoding](https://infra.spec.whatwg.org/#isomorphic-decode).
pub(crate) fn isomorphic_decode(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// `bytes` without the bytes of `outer` at both ends.
pub(crate) fn without_outer<'b>(bytes: &'b [u8], outer: &[u8]) -> &'b [u8] {
    let is_inner = |byte: &u8| !outer.contains(byte);
    let start = bytes.iter().position(is_inner).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(is_inner).map_or(start, |last| last.saturating_add(1));
    bytes.get(start..end).unwrap_or_default()
}

/// [Getting, decoding and splitting](https://fetch.spec.whatwg.org/#header-value-get-decode-and-split) a
/// value, at the commas that are not in a quoted string.
pub(crate) fn split(value: &[u8]) -> Vec<String> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let pieces = value.split(|&byte| {
        let separates = byte == b',' && !is_quoted;
        if byte == b'"' && !is_escaped {
            is_quoted = !is_quoted;
        }
        is_escaped = is_quoted && byte == b'\\' && !is_escaped;
        separates
    });
    pieces.map(|piece| isomorphic_decode(without_outer(piece, b"\t "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[&str]) -> HeaderList {
        let mut list = HeaderList::default();
        for value in values {
            list.append("X-List", value);
        }
        list
    }

    #[test]
    fn values_are_trimmed() {
        for (written, value) in
            [(" \ta b\t ", "a b"), ("a ", "a"), (" a", "a"), ("  ", ""), ("", "")]
        {
            assert_eq!(list(&[written]).get("x-list").as_deref(), Some(value.as_bytes()));
        }
    }

    #[test]
    fn absent_differs_from_empty() {
        assert_eq!(list(&[]).get("x-list"), None);
        assert_eq!(list(&[]).extract_names("x-list"), Ok(None));
        assert_eq!(list(&[""]).extract_names("x-list"), Ok(Some(vec![])));
    }

    #[test]
    fn names_of_all_lines_must_be_valid() {
        let names = |values: &[&str]| list(values).extract_names("X-LIST");
        let want = |names: &[&str]| Ok(Some(names.iter().map(|&name| name.to_owned()).collect()));
        assert_eq!(names(&["a,B", " ,\t,c ,"]), want(&["a", "B", "c"]));
        assert_eq!(names(&["*"]), want(&["*"]));
        assert_eq!(names(&["a", "b c"]), Err(Malformed));
        assert_eq!(names(&["a;q=1"]), Err(Malformed));
        assert_eq!(names(&["\"a\""]), Err(Malformed));
    }

    #[test]
    fn seconds_are_digits_on_one_line() {
        let seconds = |values: &[&str]| list(values).extract_delta_seconds("x-list");
        assert_eq!(seconds(&[]), Ok(None));
        assert_eq!(seconds(&["0600"]), Ok(Some(600)));
        assert_eq!(seconds(&["99999999999999999999999999"]), Ok(Some(u64::MAX)));
        for malformed in [&["60", "60"][..], &["60, 60"], &["-1"], &["1.5"], &["abc"], &[""]] {
            assert_eq!(seconds(malformed), Err(Malformed), "{malformed:?}");
        }
    }

    #[test]
    fn commas_in_quotes_do_not_split() {
        assert_eq!(split(b"a , b"), ["a", "b"]);
        assert_eq!(split(b"\"a,b\", c"), ["\"a,b\"", "c"]);
        assert_eq!(split(b"\"a\\\",b\",c"), ["\"a\\\",b\"", "c"]);
        assert_eq!(split(b""), [""]);
    }

    #[test]
    fn deletion_removes_every_line_in_any_case() {
        let mut list = list(&["1", "2"]);
        list.append("other", "3");
        list.delete("x-LIST");
        assert!(list.iter().eq([("other", &b"3"[..])]));
    }
}
