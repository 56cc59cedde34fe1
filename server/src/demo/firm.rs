//! The sample firm: Harbour & Pine, wealth management and insurance, AWS first. Invented; its
//! figures are chosen so that every page has something to show.

use registry::identity::Role;

/// The key of its decision log.
pub const LOG: &str = "PLAT";
/// The name of its decision log.
pub const LOG_NAME: &str = "Platform decisions";
/// Where its people have their addresses.
pub const DOMAIN: &str = "demo.example";
/// Everybody's password; the demonstration is the only place with one that is known.
pub const PASSWORD: &str = "walk back through";

/// A person: what they are, the local part of their address, name, roles, teams.
pub struct Person {
    pub is: &'static str,
    pub at: &'static str,
    pub name: &'static str,
    pub roles: &'static [Role],
    pub teams: &'static [&'static str],
}

const CLAIMS: &str = "Claims Engineering";
const RISK: &str = "Risk Engineering";
const ADVICE: &str = "Advice Platform";
const DOCUMENTS: &str = "Document Services";
const MODELS: &str = "Model Platform";
const FIELD: &str = "Field Technology";

/// The teams.
pub const TEAMS: [&str; 6] = [CLAIMS, RISK, ADVICE, DOCUMENTS, MODELS, FIELD];

/// The people; the first five are printed as sign-ins, one a role.
pub const PEOPLE: [Person; 13] = [
    Person { is: "Chief technology officer", at: "cto", name: "Marek Vogel", roles: &[Role::Executive], teams: &[] },
    Person { is: "Architect", at: "architect", name: "Ines Okafor", roles: &[Role::Architect], teams: &[MODELS] },
    Person { is: "Reviewer, Risk Engineering", at: "reviewer", name: "Priya Raman", roles: &[Role::Reviewer], teams: &[RISK] },
    Person { is: "Auditor", at: "auditor", name: "Henrik Solberg", roles: &[Role::Viewer], teams: &[] },
    Person { is: "Administrator", at: "admin", name: "Dana Petrov", roles: &[Role::Administrator], teams: &[] },
    Person { is: "Finance", at: "finance", name: "Sofia Marchetti", roles: &[Role::Viewer], teams: &[] },
    Person { is: "Reviewer, Claims Engineering", at: "lena", name: "Lena Fischer", roles: &[Role::Reviewer], teams: &[CLAIMS] },
    Person { is: "Reviewer, Claims Engineering", at: "jonas", name: "Jonas Weber", roles: &[Role::Reviewer], teams: &[CLAIMS] },
    Person { is: "Reviewer, Advice Platform", at: "tom", name: "Tom Ashdown", roles: &[Role::Reviewer], teams: &[ADVICE] },
    Person { is: "Reviewer, Document Services", at: "aisha", name: "Aisha Bello", roles: &[Role::Reviewer], teams: &[DOCUMENTS] },
    Person { is: "Reviewer, Model Platform", at: "yuki", name: "Yuki Tanaka", roles: &[Role::Reviewer, Role::Architect], teams: &[MODELS] },
    Person { is: "Reviewer, Field Technology", at: "oskar", name: "Oskar Dahl", roles: &[Role::Reviewer], teams: &[FIELD] },
    Person { is: "Reviewer, Risk Engineering", at: "samir", name: "Samir Haddad", roles: &[Role::Reviewer], teams: &[RISK] },
];

/// A workload with everything under it.
pub struct Workload {
    pub name: &'static str,
    pub team: &'static str,
    /// The local part of the address of whoever signs for it.
    pub signer: &'static str,
    pub purpose: &'static str,
    pub durability: &'static str,
    /// Annual AI spend today, in dollars.
    pub spend: i64,
    pub accounts: &'static str,
    pub regions: &'static str,
    pub classification: &'static str,
    /// Exit cost today as a share of spend, in tenths of a percent.
    pub ratio: i64,
    /// The same nine quarters ago.
    pub ratio_then: i64,
    pub dependencies: &'static [Dependency],
    pub assets: &'static [Asset],
    pub models: &'static [Model],
    /// The state of D1, D2, D3, C1, C2, C3, O1, in that order.
    pub decisions: [Decided; 7],
}

/// Where a decision of the checklist stands, with its evidence, reason or record.
pub enum Decided {
    Open,
    Progress,
    Adopted(&'static str),
    Deliberate(i64, &'static str),
    NotApplicable(&'static str),
}

/// A service a workload uses.
pub struct Dependency {
    pub service: &'static str,
    pub category: &'static str,
    pub boundary: &'static str,
    pub exit: &'static str,
    /// The record that decided on it, if there is one.
    pub adr: Option<i64>,
    pub runbook: bool,
    /// Location, operation, calls, leaking.
    pub points: &'static [(&'static str, &'static str, i64, bool)],
}

/// Kind, name, owner, location, format, open, retention, catalogue entry, open export, gigabytes.
pub type Asset = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
    &'static str,
    &'static str,
    &'static str,
    i64,
);

/// Name, base model, training data, configuration, benchmark, approval path, deployment target, rollback path.
pub type Model = [&'static str; 8];

const OPEN: &str = "open-standard";
const NATIVE: &str = "aws-native-abstractable";
const DEEP: &str = "deeply-coupled";

const fn dep(
    service: &'static str,
    category: &'static str,
    boundary: &'static str,
    exit: &'static str,
    adr: Option<i64>,
    runbook: bool,
    points: &'static [(&'static str, &'static str, i64, bool)],
) -> Dependency {
    Dependency { service, category, boundary, exit, adr, runbook, points }
}

/// The workloads, the largest spend first.
pub const WORKLOADS: [Workload; 6] = [
    Workload {
        name: "Claims triage",
        team: CLAIMS,
        signer: "lena",
        purpose: "Reads every new motor and home claim, sorts it by severity and drafts the first reply. 41,000 claims a month.",
        durability: "stable-production-inference",
        spend: 3_120_000,
        accounts: "claims-prod, claims-stage",
        regions: "eu-central-1",
        classification: "Confidential – personal data",
        ratio: 142,
        ratio_then: 372,
        dependencies: &[
            dep("bedrock-runtime", NATIVE, "platform/model/adapters/**", "azure-openai", Some(7), true, &[
                ("platform/model/adapters/bedrock.py:41", "Converse", 1, false),
                ("platform/model/adapters/bedrock.py:88", "ConverseStream", 1, false),
                ("claims/triage/severity.py:112", "generate through the adapter", 11, false),
                ("claims/triage/reply.py:64", "generate through the adapter", 4, false),
            ]),
            dep("stepfunctions", DEEP, "claims/workflow/contracts/**", "temporal", Some(4), true, &[
                ("claims/workflow/intake.asl.json:12", "Task states", 9, false),
                ("claims/workflow/intake.asl.json:96", "Choice on stored payload", 2, false),
                ("claims/api/start.py:30", "StartExecution", 2, false),
            ]),
            dep("lambda", NATIVE, "claims/handlers/**", "knative", Some(4), false, &[
                ("claims/handlers/", "handlers behind one port", 12, false),
            ]),
            dep("dynamodb", DEEP, "platform/state/dynamo.py", "postgresql", Some(13), true, &[
                ("platform/state/dynamo.py:22", "GetItem, PutItem", 4, false),
                ("claims/report/backlog.py:57", "Query with a condition of its own", 1, true),
            ]),
            dep("events", NATIVE, "platform/events/**", "nats", None, false, &[
                ("platform/events/bus.py:19", "PutEvents", 3, false),
            ]),
            dep("opentelemetry", OPEN, "platform/telemetry/**", "", Some(10), false, &[
                ("platform/telemetry/setup.py:8", "OTLP exporter", 2, false),
            ]),
        ],
        assets: &[
            ("training-data", "Triage decisions 2019–2026", "Claims Engineering", "s3://hp-claims-train/decisions", "Iceberg", true, "7 years, then deleted", "glue: claims.decisions", "Iceberg tables, read by Trino", 5_200),
            ("evaluation-set", "Severity benchmark v6", "Lena Fischer", "s3://hp-eval/claims/v6", "Parquet", true, "kept", "glue: eval.claims_v6", "Parquet", 14),
            ("inference-log", "Triage requests and answers", "Claims Engineering", "s3://hp-claims-log", "Parquet", true, "13 months", "glue: claims.inference", "Parquet", 2_900),
            ("prompt-set", "Triage prompts", "Jonas Weber", "git: claims/prompts", "Markdown", true, "kept", "git", "text files", 1),
        ],
        models: &[],
        decisions: [
            Decided::Adopted("https://wiki.demo.example/data/claims-iceberg"),
            Decided::Adopted("https://wiki.demo.example/telemetry"),
            Decided::Adopted("https://wiki.demo.example/data/owners"),
            Decided::NotApplicable("No long-running inference: every call is a single request to a hosted model."),
            Decided::NotApplicable("No model artifact of its own; the models are hosted."),
            Decided::Adopted("https://git.demo.example/platform/model"),
            Decided::Deliberate(4, "Audit history and retries of Step Functions are used as evidence for the regulator."),
        ],
    },
    Workload {
        name: "Fraud signals",
        team: RISK,
        signer: "reviewer",
        purpose: "Scores payments and claims for fraud within 200 ms and keeps the reasons for the supervisor.",
        durability: "regulated-data-processing",
        spend: 2_450_000,
        accounts: "risk-prod, risk-train",
        regions: "eu-central-1, data stay in Germany",
        classification: "Strictly confidential – financial crime",
        ratio: 408,
        ratio_then: 421,
        dependencies: &[
            dep("sagemaker-runtime", NATIVE, "risk/score/endpoint.py", "kserve", Some(5), true, &[
                ("risk/score/endpoint.py:33", "InvokeEndpoint", 3, false),
                ("risk/batch/rescore.py:71", "InvokeEndpoint", 3, true),
                ("payments/hooks/fraud.py:18", "InvokeEndpoint", 4, true),
            ]),
            dep("sagemaker", DEEP, "", "kubeflow", Some(5), false, &[
                ("risk/train/pipeline.py:15", "CreateTrainingJob", 4, false),
                ("risk/train/register.py:9", "CreateModelPackage", 3, false),
                ("infra/fraud/endpoint.tf:1", "aws_sagemaker_endpoint", 2, false),
            ]),
            dep("sagemaker-featurestore-runtime", NATIVE, "", "feast", None, false, &[
                ("risk/features/online.py:27", "GetRecord", 7, true),
                ("risk/features/ingest.py:44", "PutRecord", 6, false),
            ]),
            dep("kinesis", NATIVE, "risk/stream/**", "kafka", None, false, &[
                ("risk/stream/source.py:12", "GetRecords", 4, false),
                ("payments/hooks/fraud.py:52", "PutRecord", 2, true),
            ]),
            dep("lambda", NATIVE, "risk/handlers/**", "knative", None, false, &[
                ("risk/handlers/", "handlers", 9, false),
            ]),
            dep("kms", NATIVE, "platform/secrets/**", "openbao", Some(2), true, &[
                ("platform/secrets/envelope.py:20", "Encrypt, Decrypt", 4, false),
            ]),
            dep("s3", OPEN, "platform/blob/**", "minio", Some(8), true, &[
                ("risk/train/data.py:31", "GetObject", 7, false),
            ]),
        ],
        assets: &[
            ("training-data", "Labelled payments 2017–2026", "Risk Engineering", "s3://hp-risk-train/payments", "Iceberg", true, "10 years by law", "glue: risk.payments", "Iceberg tables", 186_000),
            ("model-artifact", "Fraud model 2026-08", "Priya Raman", "s3://hp-risk-models/2026-08", "joblib pickle", false, "", "", "", 6),
            ("evaluation-set", "Fraud back-test 2025", "Priya Raman", "s3://hp-eval/fraud/2025", "Parquet", true, "kept", "glue: eval.fraud_2025", "Parquet", 820),
            ("inference-log", "Scores with reasons", "Samir Haddad", "s3://hp-risk-log", "JSON Lines", true, "10 years by law", "", "JSON Lines", 41_000),
        ],
        models: &[
            ["Fraud scorer 2026-08", "Gradient-boosted trees, own", "s3://hp-risk-train/payments at snapshot 8841", "risk/train/config/2026-08.yaml", "Fraud back-test 2025", "Model risk committee, 4 September 2026", "SageMaker endpoint fraud-prod", ""],
            ["Payee embedding", "all-MiniLM-L6-v2", "s3://hp-risk-train/payees at snapshot 8702", "", "", "Model risk committee, 4 September 2026", "SageMaker endpoint fraud-prod", "previous artifact 2026-02"],
        ],
        decisions: [
            Decided::Adopted("https://wiki.demo.example/data/fraud-iceberg"),
            Decided::Progress,
            Decided::Progress,
            Decided::Open,
            Decided::Open,
            Decided::NotApplicable("The fraud path calls no language model."),
            Decided::Open,
        ],
    },
    Workload {
        name: "Adviser assistant",
        team: ADVICE,
        signer: "tom",
        purpose: "Answers advisers' questions about products and clients' portfolios, with sources.",
        durability: "stable-production-inference",
        spend: 1_380_000,
        accounts: "advice-prod",
        regions: "eu-central-1, us-east-1",
        classification: "Confidential – client data",
        ratio: 205,
        ratio_then: 392,
        dependencies: &[
            dep("bedrock-runtime", NATIVE, "platform/model/adapters/**", "azure-openai", Some(7), true, &[
                ("advice/answer/compose.py:77", "generate through the adapter", 11, false),
                ("advice/answer/cite.py:40", "generate through the adapter", 3, false),
            ]),
            dep("bedrock-guardrails", DEEP, "platform/model/guard.py", "nemo-guardrails", Some(14), true, &[
                ("platform/model/guard.py:25", "ApplyGuardrail", 2, false),
                ("infra/advice/guardrail.tf:1", "aws_bedrock_guardrail", 1, false),
            ]),
            dep("opensearch", OPEN, "advice/search/**", "opensearch-oss", Some(19), true, &[
                ("advice/search/index.py:14", "index and query", 9, false),
            ]),
            dep("kendra", DEEP, "", "opensearch-oss", Some(6), false, &[
                ("advice/legacy/faq.py:22", "Query", 2, true),
            ]),
            dep("ecs", NATIVE, "infra/advice/**", "kubernetes", Some(16), false, &[
                ("infra/advice/service.tf:1", "aws_ecs_service", 4, false),
            ]),
            dep("cognito-idp", NATIVE, "platform/auth/**", "keycloak", None, false, &[
                ("platform/auth/oidc.py:18", "OIDC", 2, false),
            ]),
        ],
        assets: &[
            ("prompt-set", "Adviser prompts", "Tom Ashdown", "git: advice/prompts", "Markdown", true, "kept", "git", "text files", 1),
            ("evaluation-set", "Adviser questions v3", "Tom Ashdown", "s3://hp-eval/advice/v3", "Parquet", true, "kept", "glue: eval.advice_v3", "Parquet", 9),
            ("training-data", "Question and answer pairs 2023–2026", "Advice Platform", "s3://hp-advice-train/pairs", "Parquet", true, "5 years", "glue: advice.pairs", "Parquet", 320),
            ("inference-log", "Questions, answers and sources", "Advice Platform", "s3://hp-advice-log", "Parquet", true, "5 years", "glue: advice.inference", "Parquet", 1_150),
            ("policy", "Advice guardrail policy", "Ines Okafor", "git: advice/policy", "YAML", true, "kept", "git", "text files", 1),
        ],
        models: &[["Suitability classifier", "DistilBERT", "s3://hp-advice-train/suitability at 2026-05", "advice/train/suitability.yaml", "Adviser questions v3", "Advice board, 12 June 2026", "ECS service advice-classify", "previous image 2026-01"]],
        decisions: [
            Decided::Adopted("https://wiki.demo.example/data/advice"),
            Decided::Adopted("https://wiki.demo.example/telemetry"),
            Decided::Adopted("https://wiki.demo.example/data/owners"),
            Decided::Adopted("https://git.demo.example/infra/advice"),
            Decided::Progress,
            Decided::Adopted("https://git.demo.example/platform/model"),
            Decided::Progress,
        ],
    },
    Workload {
        name: "Document intake",
        team: DOCUMENTS,
        signer: "aisha",
        purpose: "Extracts fields from letters, invoices and medical reports and files them with the case.",
        durability: "regulated-data-processing",
        spend: 940_000,
        accounts: "documents-prod",
        regions: "eu-central-1, data stay in Germany",
        classification: "Strictly confidential – health data",
        ratio: 143,
        ratio_then: 340,
        dependencies: &[
            dep("textract", NATIVE, "documents/extract/textract.py", "docling", Some(20), true, &[
                ("documents/extract/textract.py:36", "AnalyzeDocument", 4, false),
            ]),
            dep("eks", OPEN, "infra/documents/**", "kubernetes", Some(20), true, &[
                ("infra/documents/extract.yaml:1", "Deployment", 8, false),
            ]),
            dep("comprehend", NATIVE, "", "spacy", Some(11), false, &[
                ("documents/archive/notes.py:29", "DetectEntities", 3, true),
            ]),
            dep("sqs", NATIVE, "platform/queue/**", "rabbitmq", Some(20), false, &[
                ("platform/queue/sqs.py:15", "SendMessage, ReceiveMessage", 5, false),
            ]),
            dep("s3", OPEN, "platform/blob/**", "minio", Some(2), true, &[
                ("documents/store/blob.py:21", "PutObject, GetObject", 9, false),
            ]),
        ],
        assets: &[
            ("training-data", "Annotated documents 2020–2026", "Aisha Bello", "s3://hp-doc-train", "Parquet with TIFF", true, "10 years", "glue: documents.annotated", "Parquet and TIFF", 21_000),
            ("model-artifact", "Layout model v9", "Aisha Bello", "s3://hp-doc-models/v9", "Safetensors", true, "3 versions", "glue: documents.models", "Safetensors", 2),
            ("inference-log", "Extractions with confidence", "Document Services", "s3://hp-doc-log", "Parquet", true, "10 years", "glue: documents.inference", "Parquet", 3_300),
        ],
        models: &[["Layout model v9", "LayoutLMv3", "s3://hp-doc-train at 2026-03", "documents/train/v9.yaml", "Document benchmark v4", "Data protection board, 2 April 2026", "EKS deployment extract", "image v8"]],
        decisions: [
            Decided::Adopted("https://wiki.demo.example/data/documents"),
            Decided::Adopted("https://wiki.demo.example/telemetry"),
            Decided::Adopted("https://wiki.demo.example/data/owners"),
            Decided::Adopted("https://git.demo.example/infra/documents"),
            Decided::Adopted("https://git.demo.example/documents/models"),
            Decided::NotApplicable("No language model in the path yet."),
            Decided::Adopted("https://git.demo.example/platform/queue"),
        ],
    },
    Workload {
        name: "Field adjuster vision",
        team: FIELD,
        signer: "oskar",
        purpose: "Estimates storm and hail damage from photographs on adjusters' tablets, also without a network.",
        durability: "field-deployed-edge",
        spend: 460_000,
        accounts: "field-prod",
        regions: "eu-central-1",
        classification: "Confidential",
        ratio: 118,
        ratio_then: 300,
        dependencies: &[
            dep("onnx", OPEN, "field/app/infer/**", "", Some(21), true, &[
                ("field/app/infer/session.kt:19", "ONNX Runtime session", 3, false),
            ]),
            dep("s3", OPEN, "platform/blob/**", "minio", Some(2), true, &[
                ("field/sync/upload.kt:44", "PutObject", 3, false),
            ]),
            dep("rekognition", NATIVE, "field/review/labels.py", "yolo", None, false, &[
                ("field/review/labels.py:17", "DetectLabels", 2, false),
            ]),
        ],
        assets: &[
            ("training-data", "Damage photographs", "Oskar Dahl", "s3://hp-field-train", "WebP with Parquet index", true, "10 years", "glue: field.photos", "WebP and Parquet", 8_700),
            ("model-artifact", "Damage model v5", "Oskar Dahl", "s3://hp-field-models/v5", "ONNX", true, "5 versions", "glue: field.models", "ONNX", 1),
        ],
        models: &[["Damage model v5", "EfficientNet-B3", "s3://hp-field-train at 2026-04", "field/train/v5.yaml", "Hail benchmark 2025", "Underwriting board, 20 May 2026", "Tablet release 26.2", "Tablet release 25.4"]],
        decisions: [
            Decided::Adopted("https://wiki.demo.example/data/field"),
            Decided::Progress,
            Decided::Adopted("https://wiki.demo.example/data/owners"),
            Decided::NotApplicable("Inference runs on the tablet."),
            Decided::Adopted("https://git.demo.example/field/models"),
            Decided::NotApplicable("No language model."),
            Decided::NotApplicable("No orchestration beyond the tablet's queue."),
        ],
    },
    Workload {
        name: "Model evaluation lab",
        team: MODELS,
        signer: "yuki",
        purpose: "Compares new models on the firm's own benchmarks before anybody builds on them.",
        durability: "experimental-model-evaluation",
        spend: 310_000,
        accounts: "lab",
        regions: "eu-central-1, us-east-1",
        classification: "Internal",
        ratio: 86,
        ratio_then: 210,
        dependencies: &[
            dep("bedrock-runtime", NATIVE, "platform/model/adapters/**", "azure-openai", Some(7), false, &[
                ("lab/run/matrix.py:51", "generate through the adapter", 8, false),
            ]),
            dep("batch", NATIVE, "lab/jobs/**", "kueue", None, false, &[
                ("lab/jobs/submit.py:24", "SubmitJob", 4, false),
            ]),
            dep("s3", OPEN, "platform/blob/**", "minio", Some(17), true, &[
                ("lab/sets/store.py:16", "GetObject", 4, false),
            ]),
            dep("safetensors", OPEN, "lab/load/**", "", Some(9), false, &[
                ("lab/load/weights.py:11", "load_file", 3, false),
            ]),
        ],
        assets: &[
            ("evaluation-set", "Benchmark collection", "Yuki Tanaka", "s3://hp-eval", "Parquet", true, "kept", "glue: eval", "Parquet", 96),
            ("prompt-set", "Probe prompts", "Yuki Tanaka", "git: lab/prompts", "Markdown", true, "kept", "git", "text files", 1),
        ],
        models: &[],
        decisions: [
            Decided::NotApplicable("The lab trains nothing."),
            Decided::Progress,
            Decided::Adopted("https://wiki.demo.example/data/owners"),
            Decided::Progress,
            Decided::Adopted("https://git.demo.example/lab"),
            Decided::Adopted("https://git.demo.example/platform/model"),
            Decided::Open,
        ],
    },
];
