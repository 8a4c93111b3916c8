//! The transcript has every request of the corpus.

#[test]
fn it_has_the_corpus() {
    let transcript = cors_wasm_tests::transcript();
    let cases = transcript.lines().filter(|line| !line.starts_with(' ')).count();
    assert!(cases > 70, "{cases}");
    for word in [" 204 None", " 403 None", " 200 Some(\"bar\")", "access-control-allow-origin: *"] {
        assert!(transcript.contains(word), "{word}:\n{transcript}");
    }
}
