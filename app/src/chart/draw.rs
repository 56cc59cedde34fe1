//! Drawing charts: worker threads, each with its engine, behind one cache.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use quick_cache::{Weighter, sync::Cache};
use tokio::sync::oneshot;

use super::{
    Size, Spec,
    engine::{Engine, PATIENCE, THREAD_STACK},
    svg,
};

/// The most drawings kept, in bytes of SVG; one has about 10 kB.
const CACHE_BYTES: u64 = 16 << 20;
/// How many drawings that is about.
const CACHE_DRAWINGS: usize = 2000;

/// Why a chart could not be drawn. The page goes on without it: the table has the figures.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The spec cannot be written as JSON.
    #[error("the chart's option cannot be written: {0}")]
    Option(#[source] serde_json::Error),
    /// The chart script does not run; with the engine's words.
    #[error("the chart script cannot be loaded: {0}")]
    Load(String),
    /// The engine refused this chart; with its words.
    #[error("the chart cannot be drawn: {0}")]
    Draw(String),
    /// The engine's output is not the SVG this crate knows how to finish.
    #[error("the drawing is not readable near “{0}”")]
    Unreadable(String),
    /// No thread took the work.
    #[error("the chart threads have stopped")]
    Stopped,
}

/// Draws charts and keeps the drawings. Cheap to clone; clones share threads and cache. The threads
/// end when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Charts {
    jobs: mpsc::Sender<Job>,
    cache: Arc<Cache<String, Arc<str>, Bytes>>,
}

/// A chart at both sizes a page needs, and its option for a script in the browser.
#[derive(Debug)]
pub struct Drawn {
    /// For a content column.
    pub wide: Result<Arc<str>, ChartError>,
    /// For a phone.
    pub phone: Result<Arc<str>, ChartError>,
    /// What it shows, for those who do not see it.
    pub label: String,
    /// The `ECharts` option of the wide one; see [`Spec::option_for_browser`].
    pub option: Option<String>,
}

#[derive(Debug)]
struct Job {
    option: String,
    size: Size,
    reply: oneshot::Sender<Result<String, ChartError>>,
}

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<String, Arc<str>> for Bytes {
    fn weight(&self, key: &String, drawing: &Arc<str>) -> u64 {
        (key.len() + drawing.len()) as u64
    }
}

impl Charts {
    /// Starts the threads; each loads the script (`ECharts` with a function `drawChart`) on its own
    /// while the server goes on starting. Fewer than one thread is one.
    ///
    /// A thread that cannot be started is logged; with none at all every drawing is
    /// [`ChartError::Stopped`].
    #[must_use]
    pub fn new(script: String, threads: usize) -> Self {
        Self::patient(script, threads, PATIENCE)
    }

    /// As [`Self::new`], with the longest one drawing may take.
    pub(super) fn patient(script: String, threads: usize, patience: Duration) -> Self {
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        let script: Arc<str> = script.into();
        for number in 0..threads.max(1) {
            let (queue, script) = (Arc::clone(&queue), Arc::clone(&script));
            let started = thread::Builder::new()
                .name(format!("chart-{number}"))
                .stack_size(THREAD_STACK)
                .spawn(move || work(&queue, &script, patience));
            if let Err(error) = started {
                tracing::error!(%error, "a chart thread could not be started");
            }
        }
        Self {
            jobs,
            cache: Arc::new(Cache::with_weighter(CACHE_DRAWINGS, CACHE_BYTES, Bytes)),
        }
    }

    /// The chart as SVG text that can stand in a page as it is: text escaped, no script, no inline
    /// style, ids of its own. The same chart wanted by many at once is drawn once.
    ///
    /// # Errors
    /// When it cannot be drawn, which is logged here; the view says so and shows the table.
    pub async fn svg(&self, spec: &Spec) -> Result<Arc<str>, ChartError> {
        let drawing = self.drawing(spec).await;
        if let Err(error) = &drawing {
            tracing::error!(%error, chart = spec.label, "a chart was left out");
        }
        drawing
    }

    /// The chart at [`Size::WIDE`] and [`Size::PHONE`].
    pub async fn both(&self, spec: impl Fn(Size) -> Spec) -> Drawn {
        let (wide, phone) = (spec(Size::WIDE), spec(Size::PHONE));
        let option = wide.option_for_browser().ok();
        let (wide_svg, phone_svg) = tokio::join!(self.svg(&wide), self.svg(&phone));
        Drawn {
            wide: wide_svg,
            phone: phone_svg,
            label: wide.label,
            option,
        }
    }

    async fn drawing(&self, spec: &Spec) -> Result<Arc<str>, ChartError> {
        let option = spec.option()?;
        let key = spec.key(&option);
        let draw = async {
            let raw = self.raw(option, spec.size).await?;
            svg::finish(&raw, spec).map(Arc::from)
        };
        self.cache.get_or_insert_async(&key, draw).await
    }

    async fn raw(&self, option: String, size: Size) -> Result<String, ChartError> {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .send(Job { option, size, reply })
            .map_err(|_| ChartError::Stopped)?;
        answer.await.map_err(|_| ChartError::Stopped)?
    }
}

/// A thread's life: load the engine, then draw what comes until nobody can ask any more.
fn work(queue: &Mutex<mpsc::Receiver<Job>>, script: &str, patience: Duration) {
    let mut engine = Engine::load(script, patience)
        .inspect_err(|error| tracing::error!(%error, "charts cannot be drawn"))
        .ok();
    loop {
        // The lock is held while waiting; the other threads then wait for it, which is the same.
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // Whoever asked may have gone.
        if job.reply.is_closed() {
            continue;
        }
        let answer = engine
            .take()
            .map_or_else(|| Engine::load(script, patience), Ok)
            .and_then(|ready| {
                let drawing = ready.draw(&job.option, job.size)?;
                // Only here: after a failure (out of memory, out of time) an engine is not to be trusted.
                engine = Some(ready);
                Ok(drawing)
            });
        // The asker may have gone meanwhile; then there is nobody to tell.
        drop(job.reply.send(answer));
    }
}
