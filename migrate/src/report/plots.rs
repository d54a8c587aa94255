//! The drawings, as SVG. Coordinates are integers: parts per million, digits, counts, pixels.

use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::figures::{Bucket, MILLION, Spread, Top, fraction, grouped, percent, share};
use alloy_primitives::U256;

/// Words and axes.
const INK: RGBColor = RGBColor(0x1f, 0x23, 0x28);
/// Figures beside bars.
const FAINT: RGBColor = RGBColor(0x59, 0x63, 0x6e);
/// Lines of a grid.
const LINE: RGBColor = RGBColor(0xd1, 0xd9, 0xe0);
/// What is drawn.
const BAR: RGBColor = RGBColor(0x09, 0x69, 0xda);
const WIDTH: u32 = 880;
const FONT: &str = "sans-serif";
/// How the same drawing looks in the dark, where it stands alone.
const DARK: &str = "<style>text{font-family:system-ui,sans-serif}@media (prefers-color-scheme: dark){\
    [fill=\"#1F2328\"]{fill:#E6EDF3}[stroke=\"#1F2328\"]{stroke:#E6EDF3}\
    [fill=\"#59636E\"]{fill:#9198A1}[stroke=\"#D1D9E0\"]{stroke:#3D444D}\
    [fill=\"#0969DA\"]{fill:#4493F8}[stroke=\"#0969DA\"]{stroke:#4493F8}}</style>\n";

/// Why nothing was drawn: an error of this program, for a drawing in memory has nothing to fail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a plot could not be drawn: {0}. Report this as a bug")]
pub struct PlotError(String);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(height: u32, paint: impl FnOnce(&Area<'_>) -> Drawn) -> Result<String, PlotError> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        let painted = paint(&area).and_then(|()| Ok(area.present()?));
        painted.map_err(|err| PlotError(err.to_string()))?;
    }
    Ok(svg)
}

/// A drawing as a file of its own, which knows the dark.
pub(super) fn alone(svg: &str) -> String {
    match svg.split_once(">\n") {
        Some((head, rest)) => format!("{head}>\n{DARK}{rest}"),
        None => svg.to_owned(),
    }
}

fn words(size: u32, color: RGBColor, across: HPos) -> TextStyle<'static> {
    let font = (FONT, size).into_font().color(&color);
    font.pos(Pos::new(across, VPos::Center))
}

/// How many holders have a balance of so many digits.
pub(super) fn histogram(spread: &Spread) -> Result<String, PlotError> {
    let buckets = &spread.histogram;
    let most = buckets.iter().map(|bucket| bucket.holders).max().unwrap_or_default().max(1);
    // Room for the figure above the highest bar.
    let top = most.saturating_add(most / 8).saturating_add(1);
    // Two for each bar, so that its middle is a whole number as well.
    let last = i32::try_from(buckets.len()).unwrap_or(i32::MAX).saturating_mul(2);
    let marks: Vec<i32> = (0..last).step_by(6).collect();
    draw(340, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .margin_right(52)
            .x_label_area_size(58)
            .y_label_area_size(80)
            .build_cartesian_2d((0..last).with_key_points(marks), 0..top)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .y_labels(6)
            .bold_line_style(LINE)
            .light_line_style(TRANSPARENT)
            .axis_style(INK)
            .label_style(words(17, INK, HPos::Center))
            .x_label_formatter(&|twice| amount_of(twice / 2))
            .y_label_formatter(&|count| grouped(count))
            .x_desc("balance in CMT, at least (each bar ten times the one before)")
            .y_desc("holders")
            .draw()?;
        for (left, bucket) in (0i32..).step_by(2).zip(buckets) {
            let Bucket { holders, .. } = *bucket;
            if holders == 0 {
                continue;
            }
            let (middle, right) = (left.saturating_add(1), left.saturating_add(2));
            let mut bar = Rectangle::new([(left, 0), (right, holders)], BAR.filled());
            bar.set_margin(0, 0, 2, 2);
            chart.draw_series(std::iter::once(bar))?;
            let label = Text::new(
                grouped(holders),
                (middle, holders.saturating_add(most / 20).saturating_add(1)),
                words(13, FAINT, HPos::Center),
            );
            chart.draw_series(std::iter::once(label))?;
        }
        Ok(())
    })
}

/// 10 to a power in wei, in CMT.
fn amount_of(power: i32) -> String {
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    match power {
        0 => "1 wei".into(),
        9 => "1 gwei".into(),
        15..18 => format!("0.{}1", zeros(17_i32.saturating_sub(power))),
        18..24 => grouped(format!("1{}", zeros(power.saturating_sub(18)))),
        24.. => format!("1{} million", zeros(power.saturating_sub(24))),
        _ => format!("10^{}", power.saturating_sub(18)),
    }
}

/// Which part of the holders has which part of the coins.
pub(super) fn lorenz(spread: &Spread) -> Result<String, PlotError> {
    draw(440, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(16)
            .margin_right(40)
            .x_label_area_size(58)
            .y_label_area_size(84)
            .build_cartesian_2d(0..MILLION, 0..MILLION)?;
        chart
            .configure_mesh()
            .bold_line_style(LINE)
            .light_line_style(TRANSPARENT)
            .axis_style(INK)
            .label_style(words(17, INK, HPos::Center))
            .x_labels(6)
            .y_labels(6)
            .x_label_formatter(&|parts| whole_percent(*parts))
            .y_label_formatter(&|parts| whole_percent(*parts))
            .x_desc("of the holders, the smallest first")
            .y_desc("of the coins")
            .draw()?;
        let equal = [(0, 0), (MILLION, MILLION)];
        chart.draw_series(LineSeries::new(equal, FAINT.stroke_width(1)))?;
        let curve = spread.lorenz.iter().copied();
        chart.draw_series(LineSeries::new(curve, BAR.stroke_width(3)))?;
        let mut labels = vec![(
            "if all had the same".to_owned(),
            (430_000, 470_000),
            words(17, FAINT, HPos::Right),
        )];
        if let Some(gini) = spread.gini {
            let text = format!("Gini coefficient {}", fraction(gini));
            labels.push((text, (930_000, 60_000), words(19, INK, HPos::Right)));
        }
        let label = |(text, at, style)| Text::new(text, at, style);
        chart.draw_series(labels.into_iter().map(label))?;
        Ok(())
    })
}

fn whole_percent(parts: u32) -> String {
    format!("{} %", parts / 10_000)
}

/// What part of all coins each of the largest has.
pub(super) fn top(top: &[Top], supply: U256) -> Result<String, PlotError> {
    const ROW: i32 = 32;
    const NAME: i32 = 170;
    const ROOM: i32 = 590;
    let rows = i32::try_from(top.len()).unwrap_or(i32::MAX);
    let height = rows.saturating_mul(ROW).saturating_add(16);
    let largest = top.first().map_or(1, |first| share(first.wei, supply)).max(1);
    draw(height.unsigned_abs().max(40), |area| {
        for (row, holder) in (0i32..).zip(top) {
            let y = row.saturating_mul(ROW).saturating_add(8);
            let middle = y.saturating_add(ROW / 2);
            let parts = share(holder.wei, supply);
            let width = u64::from(parts).saturating_mul(u64::from(ROOM.unsigned_abs()));
            let width = width.checked_div(u64::from(largest)).unwrap_or_default();
            let right = NAME.saturating_add(i32::try_from(width).unwrap_or(ROOM).max(1));
            let name = short(&holder.address.to_string());
            area.draw(&Text::new(
                name,
                (NAME.saturating_sub(12), middle),
                words(17, INK, HPos::Right),
            ))?;
            let bar =
                [(NAME, y.saturating_add(4)), (right, y.saturating_add(ROW).saturating_sub(4))];
            area.draw(&Rectangle::new(bar, BAR.filled()))?;
            let at = (right.saturating_add(10), middle);
            area.draw(&Text::new(percent(parts), at, words(17, FAINT, HPos::Left)))?;
        }
        Ok(())
    })
}

/// An address one can tell from its neighbours; the table has all of it.
fn short(address: &str) -> String {
    let head: String = address.chars().take(8).collect();
    let tail: String = address.chars().skip(38).collect();
    format!("{head}…{tail}")
}
