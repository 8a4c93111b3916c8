//! What names in a file refer to: constants, functions, and local variables.

use std::collections::BTreeMap;
use std::rc::Rc;

use syn::visit::{self, Visit};
use syn::{Expr, ItemConst, ItemFn, ItemMacro, ItemStatic};

use super::imports::Imports;
use super::value::Value;

/// The items of a file that expressions refer to.
pub(super) struct Items {
    pub(super) imports: Imports,
    constants: BTreeMap<String, Rc<Expr>>,
    functions: BTreeMap<String, Rc<ItemFn>>,
}

impl Items {
    /// Those of a file.
    pub(super) fn of(file: &syn::File) -> Self {
        let imports = Imports::of(file);
        let (constants, functions) = (BTreeMap::new(), BTreeMap::new());
        let mut items = Self { imports, constants, functions };
        items.visit_file(file);
        items
    }

    pub(super) fn constant(&self, name: &str) -> Option<Rc<Expr>> {
        self.constants.get(name).cloned()
    }

    pub(super) fn function(&self, name: &str) -> Option<Rc<ItemFn>> {
        self.functions.get(name).cloned()
    }
}

impl Visit<'_> for Items {
    fn visit_item_const(&mut self, item: &ItemConst) {
        self.constants.insert(item.ident.to_string(), Rc::new((*item.expr).clone()));
    }

    fn visit_item_static(&mut self, item: &ItemStatic) {
        self.constants.insert(item.ident.to_string(), Rc::new((*item.expr).clone()));
    }

    fn visit_item_fn(&mut self, item: &ItemFn) {
        self.functions.insert(item.sig.ident.to_string(), Rc::new(item.clone()));
        visit::visit_item_fn(self, item);
    }

    /// `lazy_static! { static ref NAME: Regex = …; }`
    fn visit_item_macro(&mut self, item: &ItemMacro) {
        if item.mac.path.segments.last().is_some_and(|last| last.ident == "lazy_static")
            && let Ok(statics) = item.mac.parse_body::<LazyStatics>()
        {
            self.constants.extend(statics.0);
        }
    }
}

/// The variables of `lazy_static!`.
struct LazyStatics(Vec<(String, Rc<Expr>)>);

impl syn::parse::Parse for LazyStatics {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let mut statics = Vec::new();
        while !input.is_empty() {
            input.call(syn::Attribute::parse_outer)?;
            input.parse::<syn::Visibility>()?;
            input.parse::<syn::Token![static]>()?;
            input.parse::<syn::Token![ref]>()?;
            let name: syn::Ident = input.parse()?;
            input.parse::<syn::Token![:]>()?;
            input.parse::<syn::Type>()?;
            input.parse::<syn::Token![=]>()?;
            statics.push((name.to_string(), Rc::new(input.parse()?)));
            input.parse::<syn::Token![;]>()?;
        }
        Ok(Self(statics))
    }
}

/// What a local name refers to.
#[derive(Clone)]
pub(super) enum Local {
    /// A value.
    Value(Value),
    /// An expression that has not been evaluated, with the names before it.
    Expression(Rc<Expr>),
}

/// The local names, the innermost last.
#[derive(Clone, Default)]
pub(super) struct Locals {
    names: Vec<(String, Local)>,
}

impl Locals {
    /// Adds a name.
    pub(super) fn bind(&mut self, name: impl Into<String>, local: Local) {
        self.names.push((name.into(), local));
    }

    /// What a name refers to, and the names that its expression may use.
    pub(super) fn find(&self, name: &str) -> Option<(Local, Locals)> {
        let at = self.names.iter().rposition(|(one, _)| one == name)?;
        let (_, local) = self.names.get(at)?;
        let before = self.names.get(..at).unwrap_or_default().to_vec();
        Some((local.clone(), Locals { names: before }))
    }

    /// How many names there are, to return to with [`truncate`](Self::truncate).
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Forgets the names behind the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.names.truncate(len);
    }
}
