//! Closed lists of terms: an enum whose variants each have a key for the database and a label
//! for people, written once by the macro [`keyed!`](crate::kernel::keyed).

/// The text names no entry of a closed list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a {what}; use one of {known}")]
pub struct NotListed {
    /// What the list is of: `coupling category`.
    pub what: &'static str,
    /// What was given.
    pub text: String,
    /// The keys there are, separated by commas.
    pub known: String,
}

/// Writes an enum of fixed terms. Each variant names its key, which is what the database, forms
/// and exports hold and therefore never changes, and its label, which is what people read.
///
/// The enum gets `all()`, `key()`, `label()`, `Display` (the label), `FromStr` (the key) and
/// serialises as its key.
macro_rules! keyed {
    (
        $(#[$outer:meta])*
        pub enum $name:ident: $what:literal {
            $($(#[$inner:meta])* $variant:ident = $key:literal, $label:literal;)+
        }
    ) => {
        $(#[$outer])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        pub enum $name {
            $($(#[$inner])* #[serde(rename = $key)] $variant,)+
        }

        impl $name {
            /// Every entry, in the order people list them.
            #[must_use]
            pub const fn all() -> &'static [Self] {
                &[$(Self::$variant,)+]
            }

            /// As stored and exported.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }

            /// As people read it.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.label())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::kernel::NotListed;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($key => Ok(Self::$variant),)+
                    _ => Err($crate::kernel::NotListed {
                        what: $what,
                        text: text.to_owned(),
                        known: [$($key),+].join(", "),
                    }),
                }
            }
        }
    };
}

pub(crate) use keyed;

#[cfg(test)]
mod tests {
    keyed! {
        /// A door.
        pub enum Door: "door" {
            /// Opens once.
            OneWay = "one-way", "one-way door";
            /// Opens both ways.
            TwoWay = "two-way", "two-way door";
        }
    }

    #[test]
    fn key_label_text_and_json_agree() {
        for door in Door::all() {
            assert_eq!(door.key().parse(), Ok(*door));
            assert_eq!(serde_json::to_string(door).unwrap(), format!("\"{}\"", door.key()));
            assert_eq!(door.to_string(), door.label());
        }
        assert_eq!(serde_json::from_str::<Door>("\"two-way\"").unwrap(), Door::TwoWay);
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_choices() {
        let error = "revolving".parse::<Door>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "“revolving” is not a door; use one of one-way, two-way"
        );
        assert!("Two-Way".parse::<Door>().is_err());
    }
}
