//! Ending without cutting anybody off.

use std::time::Duration;

use registry::identity::Role;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::app::TestApp;

#[tokio::test]
async fn a_request_in_flight_is_finished() {
    TestApp::on_both(|mut app| async move {
        app.signed_in("Ada", &[Role::Viewer]).await;
        let body = "email=nobody%40example.com&password=some+long+password";
        let head = format!(
            "POST /sign-in HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n",
            app.address,
            body.len()
        );
        let mut stream = TcpStream::connect(app.address).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("sent");
        stream.write_all(&body.as_bytes()[..10]).await.expect("sent");
        tokio::time::sleep(Duration::from_millis(100)).await;
        app.ask_to_end();
        tokio::time::sleep(Duration::from_millis(100)).await;
        stream.write_all(&body.as_bytes()[10..]).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
        app.ended().await;
    })
    .await;
}
