//! What the policies of a file are called.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::package::{Package, TargetKind};
use super::policy::Declared;
use super::resolve::FileContents;
use super::tokens;

/// Gives the policies of a file their names.
pub(super) struct Names<'c> {
    content: &'c FileContents<'c>,
    package: Option<&'c Package>,
    /// How many policies are in the same item.
    counts: BTreeMap<(Vec<String>, String), usize>,
    seen: BTreeMap<(Vec<String>, String), usize>,
}

impl<'c> Names<'c> {
    pub(super) fn new(content: &'c FileContents<'c>, package: Option<&'c Package>) -> Self {
        let mut counts = BTreeMap::new();
        let policies = content.tokens.policies.iter().map(|it| &it.scope);
        for scope in policies.chain(content.tokens.maps.iter().map(|it| &it.scope)) {
            if let Some(item) = &scope.item {
                let count: &mut usize =
                    counts.entry((scope.module.clone(), item.clone())).or_default();
                *count = count.saturating_add(1);
            }
        }
        Self { content, package, counts, seen: BTreeMap::new() }
    }

    pub(super) fn declared(
        &mut self,
        scope: &tokens::Scope,
        at: usize,
        text: Range<usize>,
    ) -> Declared {
        let item = scope.item.as_ref().map(|item| {
            let key = (scope.module.clone(), item.clone());
            let seen = self.seen.entry(key.clone()).or_default();
            *seen = seen.saturating_add(1);
            // The policies of a list, and those of two functions of one name.
            match self.counts.get(&key) {
                Some(2..) => format!("{item}#{seen}"),
                _ => item.clone(),
            }
        });
        let mut module = Vec::new();
        if let (Some(of), Some(package)) = (&self.content.module, self.package) {
            let is_main = of.target.kind == TargetKind::Library
                || of.target.name == package.name.replace('-', "_");
            module.extend((!is_main).then(|| of.target.name.clone()));
            module.extend(of.names.iter().cloned());
        }
        module.extend(scope.module.iter().cloned());
        Declared {
            package: self.package.map(|package| package.name.clone()),
            module,
            item,
            // Up to the bracket behind `cors!` or `#[cors`.
            mark: at..text.start.saturating_sub(1).max(at),
            file: Arc::clone(&self.content.file),
            at,
            text,
        }
    }
}
