//! The style sheet: `style/main.css` and all it imports, as one small file.

use std::path::Path;

use lightningcss::{
    bundler::{Bundler, FileProvider},
    printer::PrinterOptions,
    stylesheet::{MinifyOptions, ParserOptions},
    targets::{Browsers, Targets},
};

use crate::Result;

/// The oldest browsers that have to show the pages well. They do not know nesting, so it is flattened for them.
const BROWSERS: [&str; 5] = ["chrome 109", "edge 109", "firefox 115", "safari 16.4", "ios_saf 16.4"];

/// Bundles and minifies the style; a mistake in it is an error that names file and line.
pub(super) fn bundle(root: &Path) -> Result<String> {
    let targets = Targets { browsers: Browsers::from_browserslist(BROWSERS)?, ..Targets::default() };
    let files = FileProvider::new();
    let mut sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(&root.join("style/main.css"))
        .map_err(|error| error.to_string())?;
    sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() }).map_err(|error| error.to_string())?;
    let css = sheet.to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })?;
    Ok(css.code)
}
