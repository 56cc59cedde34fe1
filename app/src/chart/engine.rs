//! Apache `ECharts` in `QuickJS`: one engine per thread, option JSON in, SVG text out.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use rquickjs::{CatchResultExt, Context, Ctx, Function, Runtime};

use super::{ChartError, Size};

/// The longest a load or a drawing may take. Drawing takes tens of milliseconds; the limit is
/// there so that a strange option cannot hold a thread for good.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// The most memory one engine may take, in bytes; it needs about a sixth of it.
const MEMORY: usize = 128 << 20;
/// The most stack `QuickJS` may use, in bytes.
const STACK: usize = 2 << 20;
/// Stack of an engine's thread: `QuickJS` measures its own use only.
pub(super) const THREAD_STACK: usize = 2 * STACK;

/// A loaded engine. It stays on the thread that made it.
pub(super) struct Engine {
    context: Context,
    deadline: Rc<Cell<Instant>>,
    patience: Duration,
}

impl Engine {
    /// Loads the chart script, which defines `drawChart(option, width, height)`. `patience` is the
    /// longest that this and each drawing may take.
    pub(super) fn load(script: &str, patience: Duration) -> Result<Self, ChartError> {
        let deadline = Rc::new(Cell::new(Instant::now() + patience));
        let runtime = Runtime::new().map_err(|error| ChartError::Load(error.to_string()))?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let limit = Rc::clone(&deadline);
        runtime.set_interrupt_handler(Some(Box::new(move || Instant::now() > limit.get())));
        let context = Context::full(&runtime).map_err(|error| ChartError::Load(error.to_string()))?;
        context.with(|ctx| {
            ctx.eval::<(), _>(script)
                .catch(&ctx)
                .map_err(|error| ChartError::Load(error.to_string()))
        })?;
        Ok(Self {
            context,
            deadline,
            patience,
        })
    }

    /// Draws one chart.
    pub(super) fn draw(&self, option: &str, size: Size) -> Result<String, ChartError> {
        self.deadline.set(Instant::now() + self.patience);
        let drawing = self.context.with(|ctx| {
            let call = |ctx: &Ctx<'_>| -> rquickjs::Result<String> {
                let draw: Function = ctx.globals().get("drawChart")?;
                draw.call((option, size.width, size.height))
            };
            call(&ctx)
                .catch(&ctx)
                .map_err(|error| ChartError::Draw(error.to_string()))
        });
        // What a drawing leaves behind is cyclic, which reference counting does not free.
        self.context.runtime().run_gc();
        drawing
    }
}
