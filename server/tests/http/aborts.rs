//! People close tabs. A short form of a minute's worth of that: no panic, no slot lost.

use std::time::{Duration, Instant};

use registry::identity::Role;
use reqwest::StatusCode;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::app::TestApp;

/// How long clients come and go; `TWOWAY_ABORT_SECONDS` makes it longer.
fn duration() -> Duration {
    let seconds = std::env::var("TWOWAY_ABORT_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(3))
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_clients_abort_half_their_requests() {
    TestApp::on_both(|app| async move {
        app.with_workloads(20).await.expect("workloads");
        let browser = app.signed_in("Ada", &[Role::Viewer]).await;
        let cookie = browser.sign_in("ada@example.com").await.headers()["set-cookie"]
            .to_str()
            .expect("text")
            .split(';')
            .next()
            .expect("a cookie")
            .to_owned();
        let until = Instant::now() + duration();
        let clients: Vec<_> = (0..64_u64)
            .map(|client| {
                let (address, cookie) = (app.address, cookie.clone());
                tokio::spawn(async move {
                    let (mut finished, mut aborted) = (0_u64, 0_u64);
                    while Instant::now() < until {
                        let Ok(mut stream) = TcpStream::connect(address).await else {
                            continue;
                        };
                        let path = ["/workloads", "/audit", "/people", "/account"]
                            [usize::try_from(finished + client).unwrap_or(0) % 4];
                        let request = format!(
                            "GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"
                        );
                        if stream.write_all(request.as_bytes()).await.is_err() {
                            continue;
                        }
                        if (finished + aborted).is_multiple_of(2) {
                            tokio::time::sleep(Duration::from_micros((client * 97 + aborted * 31) % 4000)).await;
                            drop(stream);
                            aborted += 1;
                        } else {
                            let mut answer = Vec::new();
                            let read =
                                tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
                            assert!(read.is_ok(), "{path} was never answered");
                            assert!(
                                answer.starts_with(b"HTTP/1.1 200"),
                                "{}",
                                String::from_utf8_lossy(&answer[..answer.len().min(200)])
                            );
                            finished += 1;
                        }
                    }
                    (finished, aborted)
                })
            })
            .collect();
        let (mut finished, mut aborted) = (0, 0);
        for client in clients {
            let (done, dropped) = client.await.expect("no client failed");
            finished += done;
            aborted += dropped;
        }
        assert!(finished > 64 && aborted > 64, "{finished} finished, {aborted} aborted");
        // Every slot is free again: as many as there are clients are answered at once.
        let answers = (0..64).map(|_| browser.get("/workloads"));
        for answer in futures::future::join_all(answers).await {
            assert_eq!(answer.status(), StatusCode::OK);
        }
    })
    .await;
}
