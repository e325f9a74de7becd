//! The rules, one a file. To add one: its file, and here two lines.

mod bidi_control;
mod blank_line;
mod broken_punctuation;
mod category_markup;
mod category_spacing;
mod category_variant;
mod citation_mark;
mod code_residue;
mod colliding_path;
mod disambiguation_page;
mod dropped_words;
mod duplicate_category;
mod duplicate_paragraph;
mod duplicate_text;
mod duplicate_title;
mod edge_whitespace;
mod empty_brackets;
mod eponymous_category;
mod extra_separator;
mod glued_sentences;
mod hard_wrapped_paragraph;
mod heading_markup;
mod html_entity;
mod html_markup;
mod image_markup;
mod invalid_category;
mod invalid_character;
mod invalid_encoding;
mod invalid_title;
mod invisible_character;
mod irregular_space;
mod line_ending;
mod link_markup;
mod list_markup;
mod maintenance_category;
mod malformed_section;
mod malformed_separator;
mod merge_conflict;
mod missing_separator;
mod mixed_script_word;
mod mojibake;
mod no_categories;
mod non_prose_body;
mod not_nfc;
mod page_furniture;
mod paragraph_start;
mod quote_markup;
mod redirect_page;
mod ref_markup;
mod repeated_word;
mod short_body;
mod stray_space;
mod table_markup;
mod template_markup;
mod title_not_in_lead;
mod unbalanced_brackets;
mod unfinished_paragraph;
mod unsorted_categories;
mod unterminated_category;
mod wiki_metadata;

use crate::rule::Rule;

/// Every rule, in the order of the codes: the order of lists, and of precedence between fixes.
pub static RULES: &[&Rule] = &[
    &invalid_encoding::RULE,
    &merge_conflict::RULE,
    &missing_separator::RULE,
    &malformed_separator::RULE,
    &extra_separator::RULE,
    &malformed_section::RULE,
    &unterminated_category::RULE,
    &line_ending::RULE,
    &edge_whitespace::RULE,
    &blank_line::RULE,
    &no_categories::RULE,
    &invalid_category::RULE,
    &duplicate_category::RULE,
    &unsorted_categories::RULE,
    &category_spacing::RULE,
    &category_markup::RULE,
    &maintenance_category::RULE,
    &eponymous_category::RULE,
    &invalid_title::RULE,
    &title_not_in_lead::RULE,
    &redirect_page::RULE,
    &disambiguation_page::RULE,
    &short_body::RULE,
    &non_prose_body::RULE,
    &paragraph_start::RULE,
    &unfinished_paragraph::RULE,
    &duplicate_paragraph::RULE,
    &stray_space::RULE,
    &broken_punctuation::RULE,
    &empty_brackets::RULE,
    &unbalanced_brackets::RULE,
    &repeated_word::RULE,
    &glued_sentences::RULE,
    &dropped_words::RULE,
    &hard_wrapped_paragraph::RULE,
    &invalid_character::RULE,
    &bidi_control::RULE,
    &invisible_character::RULE,
    &irregular_space::RULE,
    &not_nfc::RULE,
    &mojibake::RULE,
    &mixed_script_word::RULE,
    &template_markup::RULE,
    &link_markup::RULE,
    &ref_markup::RULE,
    &citation_mark::RULE,
    &html_markup::RULE,
    &html_entity::RULE,
    &quote_markup::RULE,
    &heading_markup::RULE,
    &list_markup::RULE,
    &table_markup::RULE,
    &image_markup::RULE,
    &wiki_metadata::RULE,
    &code_residue::RULE,
    &page_furniture::RULE,
    &duplicate_title::RULE,
    &duplicate_text::RULE,
    &category_variant::RULE,
    &colliding_path::RULE,
];

/// The text of a seed for an example, from its categories, title and body; the last two have defaults that no rule
/// minds.
macro_rules! seed {
    ($categories:expr) => {
        seed!($categories, "Ada Byron")
    };
    ($categories:expr, $title:expr) => {
        seed!(
            $categories,
            $title,
            "Ada Byron was a mathematician who wrote the first published program for the Analytical Engine."
        )
    };
    ($categories:expr, $title:expr, $body:expr) => {
        concat!($categories, "\n||||||\n", $title, "\n||||||\n", $body)
    };
}
use seed;

/// The body of another seed for an example.
macro_rules! other {
    () => {
        "Ada had another life, in which she wrote no programs; it was spent in Paris, and nobody knows much of it."
    };
}
use other;
