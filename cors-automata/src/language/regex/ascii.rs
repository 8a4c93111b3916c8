//! Classes that list characters beyond ASCII.
//!
//! An origin is ASCII, so `[a-é]` means `[a-z]` and what else of ASCII lies between. The parser of byte
//! classes would refuse such a class, so its other members are taken out first.

use std::ops::Range;

use regex_syntax::ast::{
    self, Ast, ClassBracketed, ClassSet, ClassSetItem, ClassSetRange, Literal, LiteralKind,
};

/// Takes the characters beyond ASCII out of all classes. Groups are nested no deeper than the parser
/// allows.
pub(super) fn keep_ascii(ast: &mut Ast) {
    match ast {
        Ast::ClassBracketed(class) => keep_ascii_of_class(class),
        Ast::Repetition(repetition) => keep_ascii(&mut repetition.ast),
        Ast::Group(group) => keep_ascii(&mut group.ast),
        Ast::Alternation(alternation) => alternation.asts.iter_mut().for_each(keep_ascii),
        Ast::Concat(concat) => concat.asts.iter_mut().for_each(keep_ascii),
        _ => {}
    }
}

fn keep_ascii_of_class(class: &mut ClassBracketed) {
    keep_ascii_of_set(&mut class.kind);
}

fn keep_ascii_of_set(set: &mut ClassSet) {
    match set {
        ClassSet::Item(item) => keep_ascii_of_item(item),
        ClassSet::BinaryOp(operation) => {
            keep_ascii_of_set(&mut operation.lhs);
            keep_ascii_of_set(&mut operation.rhs);
        }
    }
}

fn keep_ascii_of_item(item: &mut ClassSetItem) {
    match item {
        ClassSetItem::Literal(literal) if is_beyond(literal) => {
            *item = ClassSetItem::Empty(literal.span);
        }
        ClassSetItem::Range(range) if is_beyond(&range.start) => {
            *item = ClassSetItem::Empty(range.span);
        }
        ClassSetItem::Range(range) if is_beyond(&range.end) => {
            range.end.c = '\u{7f}';
            range.end.kind = LiteralKind::Verbatim;
        }
        ClassSetItem::Bracketed(class) => keep_ascii_of_class(class),
        ClassSetItem::Union(union) => union.items.iter_mut().for_each(keep_ascii_of_item),
        _ => {}
    }
}

/// Whether it is a character of several bytes. `\xE9` is a single byte, which no origin has either, but
/// which a class of bytes can list.
fn is_beyond(literal: &Literal) -> bool {
    !literal.c.is_ascii() && literal.byte().is_none()
}

/// The first member of a class, if there is one, that has characters beyond ASCII.
pub fn beyond_ascii(ast: &Ast) -> Option<Range<usize>> {
    struct Members;

    impl ast::Visitor for Members {
        type Output = ();
        type Err = Range<usize>;

        fn finish(self) -> Result<(), Range<usize>> {
            Ok(())
        }

        fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Range<usize>> {
            let span = match item {
                ClassSetItem::Literal(literal) if is_beyond(literal) => literal.span,
                ClassSetItem::Range(ClassSetRange { span, end, .. }) if is_beyond(end) => *span,
                _ => return Ok(()),
            };
            Err(span.start.offset..span.end.offset)
        }
    }

    ast::visit(ast, Members).err()
}
