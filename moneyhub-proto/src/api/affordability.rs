//! Reports on what a user can afford.
//!
//! All of these belong to the data API, and take tokens of the user: `client.user(&user_id).send(..)`.
//!
//! Version 2 of the data API answers a request for a report with the whole report. Version 3 answers with its
//! id and the status `pending`: ask for it until it is `complete` or `failed`, or wait for the webhook. The
//! same types read both; everything except the id is optional.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`List`] | `GET /affordability` | `affordability:read` |
//! | [`Create`] | `POST /affordability` | `affordability:read affordability:write` |
//! | [`Get`] | `GET /affordability/{reportId}` | `affordability:read` |
//! | [`GetConfidence`] | `GET /affordability/confidence` | `affordability:read` |
//! | [`ListIncomeReports`] | `GET /affordability/income` | `affordability_income:read` |
//! | [`CreateIncomeReport`] | `POST /affordability/income` | `affordability_income:read affordability_income:write` |
//! | [`GetIncomeReport`] | `GET /affordability/income/{reportId}` | `affordability_income:read` |

mod income;
mod overdraft;
mod report;
mod risk;

pub use self::{
    income::{
        CreateIncomeReport, GetIncomeReport, Income, IncomeLongevity, IncomeOverview, IncomeReport,
        ListIncomeReports,
    },
    overdraft::{AccountOverdraft, OverdraftPeriod, UnarrangedOverdraft, UnarrangedPeriod},
    report::{
        Confidence, ConfidenceLevel, Create, Get, GetConfidence, List, Overview, Report,
        ReportStatus, ReportSubject, ReportSummary,
    },
    risk::{
        LoanTotal, LoansOpened, LoansOpenedInPeriod, Period, PeriodUnit, ReturnedDirectDebits,
        ReturnedInCategory, ReturnedTotal, RiskIndicators,
    },
};
