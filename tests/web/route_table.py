"""Who is answered what: every route, every role, for things near and far; one table for an auditor.

A line is a request, the thing that it is about, and by role the answer. Five letters stand for the same thing
of five cadres, seen from the first of them: the cadre's own, a colleague's of the same unit, one of the unit
below, one of the sibling unit, one of another root. One letter stands for all five, or for a request that is
about no thing.

    +  let in (the page, the way on, or the form again with its faults)
    =  let in, but the state of the thing does not allow it (409)
    o  answered exactly as for a name that does not exist, and nothing was changed
    -  refused (403)
    .  hidden: answered exactly as for a name that does not exist (404)
    >  sent to sign in

"about" is empty (.) or a kind of thing: in the path; "?name=" in the query; "name=" in the form.
The roles are held by accounts that hold nothing else: the cadre, the cadre's delegate, a reviewer and an
organisation department of the cadre's unit, an organisation department of another root, the three
administrators. That nobody decides on their own record is held in test_review_entries.
"""

from __future__ import annotations

from tests.web.route_rows import read_rows

TABLE = """
# request                                                                          about                                     nobody cadre delegate reviewer department elsewhere system security audit
GET  /                                                                             .                                         >      +     +        +        +          +         +      +        +
GET  /healthz                                                                      .                                         +      +     +        +        +          +         +      +        +
GET  /readyz                                                                       .                                         +      +     +        +        +          +         +      +        +
GET  /sign-in                                                                      .                                         +      +     +        +        +          +         +      +        +
POST /sign-in                                                                      .                                         +      +     +        +        +          +         +      +        +
POST /sign-out                                                                     .                                         >      +     +        +        +          +         +      +        +
GET  /password                                                                     .                                         >      +     +        +        +          +         +      +        +
POST /password                                                                     .                                         >      +     +        +        +          +         +      +        +
POST /language                                                                     .                                         +      +     +        +        +          +         +      +        +
POST /type-size                                                                    .                                         >      +     +        +        +          +         +      +        +
POST /subject                                                                      person=person                             >      +.... +....    -        -          -         -      -        -
GET  /verify                                                                       .                                         +      +     +        +        +          +         +      +        +
POST /verify                                                                       .                                         +      +     +        +        +          +         +      +        +
GET  /static/<path:filename>                                                       .                                         +      +     +        +        +          +         +      +        +
GET  /bootstrap/static/<path:filename>                                             .                                         +      +     +        +        +          +         +      +        +
GET  /htmx/<path:filename>                                                         .                                         +      +     +        +        +          +         +      +        +
GET  /year                                                                         .                                         >      +     +        -        -          -         -      -        -
#
GET  /cadres/<public_id>/years/<int:year>                                          person                                    >      +.... +....    -        +++..      ....+     -      -        -
GET  /cadres/<public_id>/years/<int:year>/why/<code>                               person                                    >      +.... +....    -        +++..      ....+     -      -        -
GET  /cadres/<public_id>/years/<int:year>/why/<any(exchange,entry,account,month,forecast):kind>/<code>    entry:approved                            >      +.... +....    -        +++..      ....+     -      -        -
GET  /cadres/<public_id>/years/<int:year>/lab                                      person                                    >      +.... +....    -        +++..      ....+     -      -        -
POST /cadres/<public_id>/years/<int:year>/summary.pdf                              person                                    >      +.... +....    -        +++..      ....+     -      -        -
GET  /cadres/<public_id>/years/<int:year>/months/<int:month>/statement.pdf         person                                    >      +.... +....    -        +++..      ....+     -      -        -
#
GET  /entries                                                                      .                                         >      +     +        +        +          +         -      -        -
GET  /entries                                                                      ?upload=upload                            >      o     o        o        o          o         -      -        -
GET  /entries/new                                                                  .                                         >      +     +        -        -          -         -      -        -
GET  /entries/new                                                                  ?copy=entry:approved                      >      +.... +....    -        -          -         -      -        -
GET  /entries/new                                                                  ?copy=entry:draft                         >      +.... +....    -        -          -         -      -        -
GET  /entries/new                                                                  ?preset=preset                            >      +oooo +oooo    -        -          -         -      -        -
POST /entries/new                                                                  .                                         >      +     +        -        -          -         -      -        -
POST /entries/worth                                                                .                                         >      +     +        -        -          -         -      -        -
POST /entries/worth                                                                ?entry=entry:draft                        >      +.... +....    -        -          -         -      -        -
GET  /entries/places                                                               .                                         >      +     +        -        -          -         -      -        -
GET  /entries/<public_id>                                                          entry:draft                               >      +.... +....    .        .          .         -      -        -
GET  /entries/<public_id>                                                          entry:submitted                           >      +.... +....    ++...    +++..      ....+     -      -        -
GET  /entries/<public_id>                                                          entry:approved                            >      +.... +....    ++...    +++..      ....+     -      -        -
GET  /entries/<public_id>                                                          entry:returned                            >      +.... +....    ++...    +++..      ....+     -      -        -
GET  /entries/<public_id>                                                          entry:withdrawn                           >      +.... +....    .        .          .         -      -        -
GET  /entries/<public_id>/edit                                                     entry:draft                               >      +.... +....    -        -          -         -      -        -
GET  /entries/<public_id>/edit                                                     entry:submitted                           >      =.... =....    -        -          -         -      -        -
GET  /entries/<public_id>/edit                                                     entry:approved                            >      =.... =....    -        -          -         -      -        -
GET  /entries/<public_id>/edit                                                     entry:returned                            >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/edit                                                     entry:draft                               >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/edit                                                     entry:submitted                           >      =.... =....    -        -          -         -      -        -
POST /entries/<public_id>/edit                                                     entry:approved                            >      =.... =....    -        -          -         -      -        -
POST /entries/<public_id>/edit                                                     entry:returned                            >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/edit                                                     entry:withdrawn                           >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/submit                                                   entry:draft                               >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/submit                                                   entry:submitted                           >      =.... =....    -        -          -         -      -        -
POST /entries/<public_id>/submit                                                   entry:returned                            >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/withdraw                                                 entry:submitted                           >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/withdraw                                                 entry:approved                            >      =.... =....    -        -          -         -      -        -
POST /entries/<public_id>/reverse                                                  entry:approved                            >      -     -        ++...    +++..      ....+     -      -        -
POST /entries/<public_id>/reverse                                                  entry:submitted                           >      -     -        ==...    ===..      ....=     -      -        -
GET  /entries/<public_id>/copy                                                     entry:approved                            >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/link                                                     entry:approved                            >      +.... +....    -        -          -         -      -        -
POST /entries/<public_id>/link                                                     other=entry:visit                         >      +.... +....    -        -          -         -      -        -
POST /entries/submit                                                               entry=entry:draft                         >      +.... +....    -        -          -         -      -        -
POST /entries/submit                                                               entry=entry:submitted                     >      =.... =....    -        -          -         -      -        -
POST /entries/presets                                                              .                                         >      +     +        -        -          -         -      -        -
POST /entries/presets/<public_id>/remove                                           preset                                    >      +oooo +oooo    -        -          -         -      -        -
#
GET  /outcomes                                                                     .                                         >      +     +        +        +          +         -      -        -
GET  /outcomes/new                                                                 .                                         >      +     +        -        -          -         -      -        -
GET  /outcomes/new                                                                 ?entry=entry:approved                     >      +.... +....    -        -          -         -      -        -
POST /outcomes/new                                                                 .                                         >      +     +        -        -          -         -      -        -
GET  /outcomes/people                                                              .                                         >      +     +        -        -          -         -      -        -
GET  /outcomes/<public_id>                                                         outcome:recorded                          >      +.... +....    ++...    +++..      ....+     -      -        -
GET  /outcomes/<public_id>                                                         outcome:verified                          >      +.... +....    ++...    +++..      ....+     -      -        -
GET  /outcomes/<public_id>                                                         outcome:refused                           >      +.... +....    ++...    +++..      ....+     -      -        -
GET  /outcomes/<public_id>/edit                                                    outcome:recorded                          >      +.... +....    -        -          -         -      -        -
GET  /outcomes/<public_id>/edit                                                    outcome:verified                          >      =.... =....    -        -          -         -      -        -
POST /outcomes/<public_id>/edit                                                    outcome:recorded                          >      +.... +....    -        -          -         -      -        -
POST /outcomes/<public_id>/edit                                                    outcome:verified                          >      =.... =....    -        -          -         -      -        -
POST /outcomes/verify                                                              outcome=outcome:recorded                  >      -     -        ++...    +++..      ....+     -      -        -
POST /outcomes/verify                                                              outcome=outcome:verified                  >      -     -        ==...    ===..      ....=     -      -        -
POST /outcomes/refuse                                                              outcome=outcome:recorded                  >      -     -        ++...    +++..      ....+     -      -        -
POST /outcomes/<public_id>/reverse                                                 outcome:verified                          >      -     -        ++...    +++..      ....+     -      -        -
POST /outcomes/<public_id>/reverse                                                 outcome:recorded                          >      -     -        ==...    ===..      ....=     -      -        -
#
GET  /reviews                                                                      .                                         >      -     -        +        -          -         -      -        -
GET  /reviews                                                                      ?entry=entry:submitted                    >      -     -        ++ooo    -          -         -      -        -
GET  /reviews                                                                      ?tab=outcomes&outcome=outcome:recorded    >      -     -        ++ooo    -          -         -      -        -
GET  /reviews/entries/<public_id>                                                  entry:submitted                           >      -     -        ++...    -          -         -      -        -
GET  /reviews/entries/<public_id>                                                  entry:draft                               >      -     -        .        -          -         -      -        -
POST /reviews/approve                                                              entry=entry:submitted                     >      -     -        ++...    -          -         -      -        -
POST /reviews/approve                                                              entry=entry:draft                         >      -     -        .        -          -         -      -        -
POST /reviews/approve                                                              entry=entry:approved                      >      -     -        ==...    -          -         -      -        -
POST /reviews/return                                                               entry=entry:submitted                     >      -     -        ++...    -          -         -      -        -
POST /reviews/undo                                                                 span=posting:span                         >      -     -        ++===    -          -         -      -        -
#
GET  /delegation/agreements                                                         .                                         >      +     -        -        -          -         -      -        -
POST /delegation/agreements                                                         .                                         >      +     -        -        -          -         -      -        -
POST /delegation/agreements/<public_id>/end                                         agreement                                 >      +.... -        -        -          -         -      -        -
GET  /delegation/deputies                                                           .                                         >      -     -        +        -          -         -      -        -
POST /delegation/deputies                                                           .                                         >      -     -        +        -          -         -      -        -
POST /delegation/deputies/<public_id>/end                                           deputy                                    >      -     -        +....    -          -         -      -        -
#
GET  /departments                                                                  .                                         >      -     -        -        +          +         -      -        -
GET  /departments/<public_id>                                                      unit                                      >      -     -        -        +++..      ....+     -      -        -
GET  /departments/<public_id>/lab                                                  unit                                      >      -     -        -        +++..      ....+     -      -        -
GET  /departments/<public_id>/<any(summary,report):paper>.pdf                      unit                                      >      -     -        -        +++..      ....+     -      -        -
GET  /departments/<public_id>/months.svg                                           unit                                      >      -     -        -        +++..      ....+     -      -        -
POST /departments/<public_id>/lab/draft                                            unit                                      >      -     -        -        +++..      ....+     -      -        -
#
GET  /policy                                                                       .                                         >      +     +        +        +          +         -      -        -
GET  /policy                                                                       ?unit=unit                                >      ++... ++...    ++...    +++..      ....+     -      -        -
GET  /policy/<public_id>                                                           policy                                    >      ++++. ++++.    ++++.    ++++.      ....+     -      -        -
GET  /policy/<public_id>/document.toml                                             policy                                    >      ++++. ++++.    ++++.    ++++.      ....+     -      -        -
GET  /policy/<public_id>/article.pdf                                               policy                                    >      ++++. ++++.    ++++.    ++++.      ....+     -      -        -
GET  /policy/<public_id>/against/<other_id>                                         policy                                    >      ++++. ++++.    ++++.    ++++.      ....+     -      -        -
#
GET  /policy/drafts                                                                 .                                         >      -     -        -        +          +         -      -        -
GET  /policy/gallery/<name>                                                         .                                         >      -     -        -        +          +         -      -        -
GET  /policy/drafts/new                                                             .                                         >      -     -        -        +          +         -      -        -
POST /policy/drafts/new                                                             .                                         >      -     -        -        +          +         -      -        -
GET  /policy/drafts/<public_id>                                                     draft:open                                >      -     -        -        +++..      ....+     -      -        -
POST /policy/drafts/<public_id>                                                     draft:open                                >      -     -        -        +++..      ....+     -      -        -
POST /policy/drafts/<public_id>/sync                                                draft:open                                >      -     -        -        +++..      ....+     -      -        -
GET  /policy/drafts/<public_id>/document.toml                                       draft:open                                >      -     -        -        +++..      ....+     -      -        -
GET  /policy/drafts/<public_id>/preview                                             draft:open                                >      -     -        -        +++..      ....+     -      -        -
POST /policy/drafts/<public_id>/withdraw                                            draft:proposed                            >      -     -        -        +++..      ....+     -      -        -
POST /policy/drafts/<public_id>/withdraw                                            draft:open                                >      -     -        -        ===..      ....=     -      -        -
POST /policy/drafts/<public_id>/discard                                             draft:open                                >      -     -        -        +++..      ....+     -      -        -
GET  /policy/drafts/<public_id>/publish                                             draft:proposed                            >      -     -        -        +++..      ....+     -      -        -
GET  /policy/drafts/<public_id>/publish                                             draft:open                                >      -     -        -        ===..      ....=     -      -        -
POST /policy/drafts/<public_id>/publish                                             draft:proposed                            >      -     -        -        +++..      ....+     -      -        -
POST /policy/drafts/<public_id>/publish                                             draft:open                                >      -     -        -        ===..      ....=     -      -        -
#
GET  /calendar                                                                      .                                         >      +     +        +        +          +         +      -        -
GET  /calendar/<int:year>                                                           .                                         >      -     -        -        -          -         +      -        -
POST /calendar/<int:year>                                                           .                                         >      -     -        -        -          -         +      -        -
POST /calendar/<int:year>/remove                                                    .                                         >      -     -        -        -          -         =      -        -
#
GET  /people                                                                       .                                         >      -     -        -        +          +         -      -        -
GET  /people                                                                       ?unit=unit                                >      -     -        -        +++oo      oooo+     -      -        -
GET  /people/new                                                                   .                                         >      -     -        -        +          +         -      -        -
POST /people/new                                                                   .                                         >      -     -        -        +          +         -      -        -
GET  /people/<public_id>                                                           person                                    >      -     -        -        +++..      ....+     -      -        -
GET  /people/<public_id>/edit                                                      person                                    >      -     -        -        +++..      ....+     -      -        -
POST /people/<public_id>/edit                                                      person                                    >      -     -        -        +++..      ....+     -      -        -
GET  /people/<public_id>/appoint                                                   person                                    >      -     -        -        +++..      ....+     -      -        -
POST /people/<public_id>/appoint                                                   person                                    >      -     -        -        +++..      ....+     -      -        -
GET  /people/<public_id>/postings/<posting_id>/end                                 person                                    >      -     -        -        +++..      ....+     -      -        -
POST /people/<public_id>/postings/<posting_id>/end                                 person                                    >      -     -        -        +++..      ....+     -      -        -
GET  /people/<public_id>/leave                                                     person                                    >      -     -        -        +++..      ....+     -      -        -
POST /people/<public_id>/leave                                                     person                                    >      -     -        -        +++..      ....+     -      -        -
POST /people/<public_id>/leave/<leave_id>/remove                                   person                                    >      -     -        -        +++..      ....+     -      -        -
GET  /people/roster                                                                .                                         >      -     -        -        +          +         -      -        -
POST /people/roster                                                                .                                         >      -     -        -        +          +         -      -        -
GET  /people/roster/<upload_id>                                                    roster                                    >      -     -        -        +++..      ....+     -      -        -
POST /people/roster/<upload_id>                                                    roster                                    >      -     -        -        +++..      ....+     -      -        -
GET  /people/roster/<upload_id>/done                                               roster                                    >      -     -        -        +++..      ....+     -      -        -
#
GET  /units                                                                        .                                         >      -     -        -        +          +         -      -        -
GET  /units/find                                                                   .                                         >      -     -        -        +          +         -      -        -
GET  /units/new                                                                    .                                         >      -     -        -        +          +         -      -        -
POST /units/new                                                                    .                                         >      -     -        -        +          +         -      -        -
GET  /units/<public_id>                                                            unit                                      >      -     -        -        +++..      ....+     -      -        -
POST /units/<public_id>                                                            unit                                      >      -     -        -        +++..      ....+     -      -        -
#
GET  /imports/messages                                                             .                                         >      +     +        -        -          -         -      -        -
POST /imports/messages                                                             .                                         >      +     +        -        -          -         -      -        -
GET  /imports/messages/<upload_id>                                                 upload                                    >      +.... .        -        -          -         -      -        -
POST /imports/messages/<upload_id>                                                 upload                                    >      +.... .        -        -          -         -      -        -
GET  /imports/messages/<upload_id>/done                                            upload                                    >      +.... .        -        -          -         -      -        -
POST /imports/messages/<upload_id>/submit                                          upload                                    >      +.... .        -        -          -         -      -        -
#
GET  /accounts                                                                     .                                         >      -     -        -        -          -         +      -        -
GET  /accounts/new                                                                 .                                         >      -     -        -        -          -         +      -        -
POST /accounts/new                                                                 .                                         >      -     -        -        -          -         +      -        -
POST /accounts/<public_id>/password                                                account                                   >      -     -        -        -          -         +      -        -
POST /accounts/<public_id>/use                                                     account                                   >      -     -        -        -          -         +      -        -
POST /accounts/<public_id>/unlock                                                  account                                   >      -     -        -        -          -         +      -        -
#
GET  /grants                                                                       .                                         >      -     -        -        -          -         -      +        -
GET  /grants/<public_id>                                                           account                                   >      -     -        -        -          -         -      +        -
POST /grants/<public_id>                                                           account                                   >      -     -        -        -          -         -      +        -
POST /grants/<public_id>/<grant_public_id>/revoke                                  account                                   >      -     -        -        -          -         -      +        -
#
GET  /books                                                                        .                                         >      -     -        -        +          +         -      -        +
GET  /health                                                                       .                                         >      -     -        -        -          -         +      -        -
#
GET  /trail                                                                        .                                         >      -     -        -        -          -         -      -        +
#
GET  /journal                                                                      .                                         >      -     -        -        +          +         -      -        +
GET  /journal/<number>                                                             posting:entry                             >      -     -        -        +++..      ....+     -      -        +
GET  /journal/<number>                                                             posting:outcome                           >      -     -        -        +++..      ....+     -      -        +
#
GET  /entries/export.<any(csv,xlsx):form>                                          .                                         >      +     +        +        +          +         -      -        -
GET  /outcomes/export.<any(csv,xlsx):form>                                         .                                         >      +     +        +        +          +         -      -        -
GET  /departments/export.<any(csv,xlsx):form>                                      .                                         >      -     -        -        +          +         -      -        -
GET  /departments/<public_id>/export.<any(csv,xlsx):form>                          unit                                      >      -     -        -        +++..      ....+     -      -        -
GET  /trail/export.<any(csv,xlsx):form>                                            .                                         >      -     -        -        -          -         -      -        +
GET  /about-me.json                                                                .                                         >      +     -        -        -          -         -      -        -
#
GET  /batches                                                                      .                                         >      -     -        -        +          +         -      -        -
GET  /batches                                                                      ?unit=unit                                >      -     -        -        +++oo      oooo+     -      -        -
POST /batches                                                                      for_unit=unit                             >      -     -        -        +++oo      oooo+     -      -        -
GET  /batches/<public_id>                                                          batch                                     >      -     -        -        +++..      ....+     -      -        -
POST /batches/<public_id>/cancel                                                   batch                                     >      -     -        -        +++..      ....+     -      -        -
GET  /batches/<public_id>/result                                                   batch                                     >      -     -        -        .          .         -      -        -
#
GET  /suggestions                                                                  .                                         >      +     +        +        +          +         +      +        +
GET  /suggestions/new                                                              .                                         >      +     +        +        +          +         +      +        +
POST /suggestions/new                                                              .                                         >      +     +        +        +          +         +      +        +
GET  /suggestions/receipt                                                          .                                         >      +     +        +        +          +         +      +        +
POST /suggestions/receipt                                                          .                                         >      +     +        +        +          +         +      +        +
GET  /suggestions/<public_id>                                                      suggestion:named                          >      +.... .        .        +++..      ....+     .      .        .
GET  /suggestions/<public_id>                                                      suggestion:nameless                       >      .     .        .        +++..      ....+     .      .        .
POST /suggestions/<public_id>                                                      suggestion:named                          >      -.... .        .        +++..      ....+     .      .        .
POST /suggestions/<public_id>/take-up                                              suggestion:named                          >      -     -        -        +++..      ....+     -      -        -
#
GET  /departments/<public_id>/closing/<int:year>                                    unit                                      >      -     -        -        +++..      ....+     -      -        -
GET  /departments/<public_id>/closing/<int:year>/open/<any(submitted,late,drafts,outcomes,overlaps,differ):question> unit                                      >      -     -        -        +++..      ....+     -      -        -
POST /departments/<public_id>/closing/<int:year>/rehearse                           unit                                      >      -     -        -        ===..      ....=     -      -        -
POST /departments/<public_id>/closing/<int:year>/propose                            unit                                      >      -     -        -        ===..      ....=     -      -        -
POST /departments/<public_id>/closing/<int:year>/confirm                            unit                                      >      -     -        -        ===..      ....=     -      -        -
POST /departments/<public_id>/closing/<int:year>/give-up                            unit                                      >      -     -        -        ===..      ....=     -      -        -
POST /departments/<public_id>/closing/<int:year>/reopen                             unit                                      >      -     -        -        +++..      ....+     -      -        -
POST /departments/<public_id>/closing/<int:year>/confirm-reopening                  unit                                      >      -     -        -        ===..      ....=     -      -        -
#
GET  /late                                                                          .                                         >      +     +        -        +          +         -      -        -
GET  /late/new                                                                      .                                         >      +     +        -        -          -         -      -        -
POST /late/new                                                                      .                                         >      +     +        -        -          -         -      -        -
GET  /late/<public_id>                                                              late                                      >      +.... +....    -        +++..      ....+     -      -        -
POST /late/<public_id>                                                              late                                      >      -.... -....    -        +++..      ....+     -      -        -
#
GET  /corrections/entries/<public_id>/<int:year>                                    entry:approved                            >      -     -        -        ===..      ....=     -      -        -
POST /corrections/entries/<public_id>/<int:year>                                    entry:approved                            >      -     -        -        ===..      ....=     -      -        -
GET  /corrections/outcomes/<public_id>/<int:year>                                   outcome:verified                          >      -     -        -        ===..      ....=     -      -        -
POST /corrections/outcomes/<public_id>/<int:year>                                   outcome:verified                          >      -     -        -        ===..      ....=     -      -        -
"""  # noqa: E501 - a table is read along its lines

ROWS = read_rows(TABLE)
