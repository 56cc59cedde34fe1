//! Whether a file is a picture that may be kept: told by its content, never by its name.

use imagesize::ImageType;

/// The largest picture, in bytes.
pub const LARGEST: usize = 5_000_000;
/// The longest side of a picture, in pixels.
const LONGEST_SIDE: usize = 12_000;
/// The most pixels of a picture: a small file can unpack into very many.
const MOST_PIXELS: usize = 50_000_000;

/// A picture as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `image/png` and the like.
    pub media: &'static str,
    /// How its name ends.
    pub ending: &'static str,
    /// Its bytes; those of an SVG without scripts, links to elsewhere and the like.
    pub bytes: Vec<u8>,
}

/// Why a file is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing in it.
    #[error("This file is empty.")]
    Empty,
    /// More than [`LARGEST`].
    #[error("A picture may have at most 5 MB.")]
    TooLarge,
    /// Too many pixels.
    #[error("A picture may have at most 12,000 pixels on a side and 50 million together.")]
    TooWide,
    /// Another kind of file.
    #[error("This is no PNG, JPEG, GIF, WebP or SVG picture, whatever its name says.")]
    NoPicture,
    /// It begins like a picture and goes on like none.
    #[error("This picture is damaged.")]
    Damaged,
}

/// Takes a file for a picture, or says why not.
///
/// # Errors
/// When it is too large, damaged, or none of the kinds that are kept.
pub fn check(bytes: Vec<u8>) -> Result<Picture, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(Refused::TooLarge);
    }
    let (media, ending) = match imagesize::image_type(&bytes) {
        Ok(ImageType::Png) => ("image/png", "png"),
        Ok(ImageType::Jpeg) => ("image/jpeg", "jpg"),
        Ok(ImageType::Gif) => ("image/gif", "gif"),
        Ok(ImageType::Webp) => ("image/webp", "webp"),
        _ => return svg(&bytes),
    };
    let size = imagesize::blob_size(&bytes).map_err(|_| Refused::Damaged)?;
    if size.width == 0 || size.height == 0 {
        return Err(Refused::Damaged);
    }
    if size.width.max(size.height) > LONGEST_SIDE || size.width.saturating_mul(size.height) > MOST_PIXELS {
        return Err(Refused::TooWide);
    }
    Ok(Picture { media, ending, bytes })
}

fn svg(bytes: &[u8]) -> Result<Picture, Refused> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::NoPicture)?;
    let begins = text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let start: String = text.chars().take(4_000).collect();
    if !begins || !start.contains("<svg") && !start.contains(":svg") {
        return Err(Refused::NoPicture);
    }
    let mut filter = svg_hush::Filter::new();
    filter.set_data_url_filter(svg_hush::data_url_filter::allow_standard_images);
    let mut clean = Vec::new();
    filter.filter(bytes, &mut clean).map_err(|_| Refused::Damaged)?;
    if !String::from_utf8_lossy(&clean).contains("<svg") {
        return Err(Refused::NoPicture);
    }
    if clean.len() > LARGEST {
        return Err(Refused::TooLarge);
    }
    Ok(Picture {
        media: "image/svg+xml",
        ending: "svg",
        bytes: clean,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x06\x00\x00\x00\x00\x00\x00\x00");
        bytes
    }

    #[test]
    fn the_content_tells_the_kind() {
        let kind = |bytes: Vec<u8>| check(bytes).map(|picture| picture.media);
        assert_eq!(kind(png(3, 2)), Ok("image/png"));
        assert_eq!(kind(b"GIF89a\x03\x00\x02\x00\x00\x00\x00".to_vec()), Ok("image/gif"));
        assert_eq!(
            kind(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
            Ok("image/svg+xml")
        );
        for other in [
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            b"%PDF-1.7".to_vec(),
            b"MZ\x90\x00".to_vec(),
            b"PK\x03\x04".to_vec(),
            b"plain words about <svg".to_vec(),
            b"BM\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x02\x00\x00\x00".to_vec(),
        ] {
            assert_eq!(kind(other.clone()), Err(Refused::NoPicture), "{other:?}");
        }
    }

    #[test]
    fn what_is_too_large_or_damaged_is_refused() {
        assert_eq!(check(Vec::new()), Err(Refused::Empty));
        assert_eq!(check(vec![0; LARGEST + 1]), Err(Refused::TooLarge));
        assert_eq!(check(png(12_001, 1)), Err(Refused::TooWide));
        assert_eq!(check(png(10_000, 10_000)), Err(Refused::TooWide));
        assert_eq!(check(png(0, 1)), Err(Refused::Damaged));
        assert!(check(png(3, 2)[..16].to_vec()).is_err());
        assert_eq!(check(b"<svg><g></svg".to_vec()), Err(Refused::Damaged));
    }

    #[test]
    fn an_svg_loses_what_could_do_harm() {
        let hostile = b"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" onload=\"alert(1)\">\
            <script>alert(1)</script><a xlink:href=\"javascript:alert(1)\"><rect width=\"1\" height=\"2\" onclick=\"x()\"/></a>\
            <image href=\"https://evil.example/x.png\"/><foreignObject><iframe src=\"//evil.example\"/></foreignObject>\
            <style>@import url(https://evil.example/x.css);</style></svg>";
        let clean = String::from_utf8(check(hostile.to_vec()).unwrap().bytes).unwrap();
        assert!(clean.contains("<rect"), "{clean}");
        for bad in [
            "script",
            "alert",
            "onload",
            "onclick",
            "@import",
            "evil.example/x.png",
            "iframe",
        ] {
            assert!(!clean.contains(bad), "{bad} in {clean}");
        }
        let bomb = b"<!DOCTYPE svg [<!ENTITY a \"xxxxxxxxxx\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
            <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">\
            <!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">]>\
            <svg xmlns=\"http://www.w3.org/2000/svg\"><text>&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;</text></svg>";
        if let Ok(picture) = check(bomb.to_vec()) {
            assert!(picture.bytes.len() < 100_000, "{}", picture.bytes.len());
        }
    }
}
