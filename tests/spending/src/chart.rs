//! The report as a picture.

use std::fmt::Display;

use plotters::prelude::*;

use crate::{Report, pounds};

const WIDTH: u32 = 720;
const ROW: u32 = 28;
const MARGIN: u32 = 24;

/// Where the bars begin, and how far they reach at most.
const LEFT: i32 = 170;
const REACH: i64 = 430;

/// Draws an SVG with a bar for the spending in each category.
///
/// # Errors
///
/// If the drawing crate fails.
pub fn svg(report: &Report) -> Result<String, impl Display + use<>> {
    let mut svg = String::new();
    draw(report, &mut svg).map(|()| svg).map_err(|error| error.to_string())
}

fn draw(report: &Report, svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let spent: Vec<_> = report.spent.iter().filter(|category| category.spent < 0).collect();
    let rows = u32::try_from(spent.len())?;
    let area = SVGBackend::with_string(svg, (WIDTH, 3 * MARGIN + ROW * rows)).into_drawing_area();
    area.fill(&WHITE)?;
    let font = ("sans-serif", 14).into_font().color(&BLACK);
    let title = format!(
        "{}: spent {}, left {}",
        report.month,
        pounds(-report.total),
        pounds(report.left())
    );
    area.draw(&Text::new(title, (16, 16), ("sans-serif", 18).into_font().color(&BLACK)))?;
    let most = spent.iter().map(|category| -category.spent).max().unwrap_or(1);
    for (place, category) in (0..).zip(spent) {
        let top = i32::try_from(2 * MARGIN + ROW * place)?;
        let right = LEFT + i32::try_from((-category.spent * REACH / most).max(1))?;
        area.draw(&Text::new(category.name.clone(), (16, top + 4), font.clone()))?;
        let bar = Rectangle::new([(LEFT, top), (right, top + 20)], BLUE.mix(0.6).filled());
        area.draw(&bar)?;
        area.draw(&Text::new(pounds(-category.spent), (right + 8, top + 4), font.clone()))?;
    }
    area.present()?;
    Ok(())
}
