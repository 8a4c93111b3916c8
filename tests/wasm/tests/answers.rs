//! The text has every kind of answer.

#[test]
fn the_corpus_has_every_kind_of_answer() {
    let answers = cors_wasm_tests::answers();
    let number = answers.lines().filter(|line| !line.starts_with(' ')).count();
    assert!(number > 70, "{number}");
    for part in [" 204 None", " 403 None", " 200 Some(\"bar\")", "access-control-allow-origin: *"] {
        assert!(answers.contains(part), "{part}:\n{answers}");
    }
}
