//! What the names in a file refer to, according to its `use` declarations.
//!
//! ```text
//!   use tower_http::cors::{self, CorsLayer as Layer};     cors   tower_http::cors
//!                                                         Layer  tower_http::cors::CorsLayer
//!   use poem::middleware::*;                              any other name may be of poem::middleware
//! ```
//!
//! Declarations inside modules and functions count for the whole file: two with different meanings for one name are
//! rare, and both are kept.

use syn::visit::{self, Visit};
use syn::{ItemExternCrate, ItemUse, Path, UseTree};

/// The `use` declarations of a file.
#[derive(Debug, Default)]
pub(super) struct Imports {
    /// Names, each with a path that it refers to.
    named: Vec<(String, Vec<String>)>,
    /// Modules all of whose names are imported.
    globs: Vec<Vec<String>>,
}

impl Imports {
    /// Those of a file.
    pub(super) fn of(file: &syn::File) -> Self {
        let mut imports = Self::default();
        imports.visit_file(file);
        imports
    }

    fn add(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| {
            let mut path = before.to_vec();
            path.push(name.to_string());
            path
        };
        match tree {
            UseTree::Path(path) => self.add(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.add(item, before)),
            UseTree::Glob(_) => self.globs.push(before.to_vec()),
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = before.last() {
                    self.named.push((last.clone(), before.to_vec()));
                }
            }
            UseTree::Name(name) => self.named.push((name.ident.to_string(), with(&name.ident))),
            UseTree::Rename(rename) if rename.ident == "self" => {
                self.named.push((rename.rename.to_string(), before.to_vec()));
            }
            UseTree::Rename(rename) => {
                self.named.push((rename.rename.to_string(), with(&rename.ident)));
            }
        }
    }

    /// The paths that a path may refer to.
    pub(super) fn resolve(&self, path: &Path) -> Vec<Vec<String>> {
        let written: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let Some((first, rest)) = written.split_first() else { return Vec::new() };
        let joined = |before: &[String], rest: &[String]| [before, rest].concat();
        let mut paths: Vec<Vec<String>> = self
            .named
            .iter()
            .filter(|(name, _)| name == first)
            .map(|(_, path)| self.whole(joined(path, rest)))
            .collect();
        if paths.is_empty() {
            paths = self.globs.iter().map(|glob| self.whole(joined(glob, &written))).collect();
            paths.push(written);
        }
        paths
    }

    /// A path whose first name is imported too: `use salvo::cors; use cors::Cors;`
    fn whole(&self, path: Vec<String>) -> Vec<String> {
        let Some((first, rest)) = path.split_first() else { return path };
        let named = self.named.iter().find(|(name, to)| name == first && to.len() > 1);
        match named {
            Some((_, before)) if before.first() != Some(first) => {
                [before.as_slice(), rest].concat()
            }
            _ => path,
        }
    }

    /// Whether a path refers to this one.
    pub(super) fn is(&self, path: &Path, whole: &[&str]) -> bool {
        self.resolve(path).iter().any(|found| found == whole)
    }
}

impl Visit<'_> for Imports {
    fn visit_item_use(&mut self, item: &ItemUse) {
        self.add(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &ItemExternCrate) {
        if let Some((_, rename)) = &item.rename {
            self.named.push((rename.to_string(), vec![item.ident.to_string()]));
        }
        visit::visit_item_extern_crate(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(file: &str, path: &str) -> Vec<String> {
        let imports = Imports::of(&syn::parse_str(file).unwrap());
        let paths = imports.resolve(&syn::parse_str(path).unwrap());
        paths.iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn names_stand_for_paths() {
        let file = "use tower_http::cors::{self, CorsLayer as Layer, Any}; use salvo::cors as c;";
        assert_eq!(resolved(file, "Layer::new"), ["tower_http::cors::CorsLayer::new"]);
        assert_eq!(resolved(file, "cors::Any"), ["tower_http::cors::Any"]);
        assert_eq!(resolved(file, "c::Cors"), ["salvo::cors::Cors"]);
        assert_eq!(resolved(file, "warp::cors"), ["warp::cors"]);
        assert_eq!(
            resolved("use poem::middleware::*;", "Cors::new"),
            ["poem::middleware::Cors::new", "Cors::new"]
        );
        assert_eq!(resolved("fn f() { use actix_cors::Cors; }", "Cors"), ["actix_cors::Cors"]);
        assert_eq!(resolved("use salvo::cors; use cors::Cors;", "Cors"), ["salvo::cors::Cors"]);
        assert_eq!(
            resolved("extern crate tower_http as t;", "t::cors::Any"),
            ["tower_http::cors::Any"]
        );
    }
}
