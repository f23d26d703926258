(** The ladder: nested blocks are a loop over numbered steps (macro/translate/src/opt/ladder.rs).

    [nest] is the code before the pass, [flat] the entry step after it; [run] is the emitted loop: it runs a step
    and goes to the step that the outcome names, which always lies ahead. *)

Require Import List Arith Bool Lia. Import ListNotations.
From IncludeWasm Require Import Host Rust.

Section Ladder.
Context {H : Host}.
Variable funcs : nat -> option rfunc.
Variable k : nat.
Notation exec := (Rust.exec funcs k).

(** A block of the chain, from inside: what stands before it in the body around it, and what comes after it. *)
Record level := Level {
  before : list stmt;
  label : nat;
  temps : list nat;
  behind : list stmt;
  final : ending
}.

(** The nested blocks around an innermost body: statements and ending of the outermost body. *)
Fixpoint nest (b : list stmt) (x : ending) (levels : list level) : list stmt * ending :=
  match levels with
  | [] => (b, x)
  | v :: rest => nest (before v ++ RBlock (label v) (temps v) b x :: behind v) (final v) rest
  end.

(** The entry step: all that stands before the blocks, from outside, and the innermost body. *)
Fixpoint flat (b : list stmt) (levels : list level) : list stmt :=
  match levels with
  | [] => b
  | v :: rest => flat (before v ++ b) rest
  end.

(** The next step that an outcome leads to: the one behind the block that it leaves, or falls out of. *)
Fixpoint catch (levels : list level) (o : rout) : option (level * list level * ((nat -> val) * (nat -> val) * mem)) :=
  match levels with
  | [] => None
  | v :: rest =>
      match rend (label v) (temps v) o with
      | RNext t l m => Some (v, rest, (t, l, m))
      | _ => catch rest o
      end
  end.

(** The loop, with a bound on its rounds. *)
Fixpoint run (n : nat) (levels : list level) (o : rout) : rout :=
  match catch levels o, n with
  | Some (v, rest, (t, l, m)), S n' => run n' rest (region exec (behind v) (final v) t l m)
  | _, _ => o
  end.

(** The same by recursion on the levels. *)
Fixpoint climb (levels : list level) (o : rout) : rout :=
  match levels with
  | [] => o
  | v :: rest =>
      match rend (label v) (temps v) o with
      | RNext t l m => climb rest (region exec (behind v) (final v) t l m)
      | o' => climb rest o'
      end
  end.

(** What stands before a block does not leave it: its label is not in scope there. *)
Fixpoint scoped (levels : list level) : Prop :=
  match levels with
  | [] => True
  | v :: rest =>
      (forall t l m, let o := rseq exec (flat (before v) rest) t l m in rend (label v) (temps v) o = o) /\ scoped rest
  end.

Lemma flat_app a b levels : flat (a ++ b) levels = flat a levels ++ b.
Proof. revert a b. induction levels as [|v rest IH]; intros; simpl; auto. now rewrite app_assoc, IH. Qed.

Lemma rseq_app go a b t l m :
  rseq go (a ++ b) t l m = match rseq go a t l m with RNext t' l' m' => rseq go b t' l' m' | o => o end.
Proof. revert t l m. induction a as [|i a IH]; intros; simpl; auto. destruct (go i t l m); auto. Qed.

Lemma region_app go a b x t l m :
  region go (a ++ b) x t l m = match rseq go a t l m with RNext t' l' m' => region go b x t' l' m' | o => o end.
Proof. unfold region. rewrite rseq_app. destruct (rseq go a t l m); auto. Qed.

(** A region ends; it does not go on. *)
Definition ends (o : rout) : Prop := match o with RNext _ _ _ => False | _ => True end.
Lemma region_ends go b x t l m : ends (region go b x t l m).
Proof.
  unfold region. destruct (rseq go b t l m) as [t' l' m'| | | |]; simpl; auto.
  destruct x as [es|[c j es]|e js [c j es]|]; simpl; auto.
  destruct (nth _ js _); simpl; auto.
Qed.

Lemma rend_keeps j ts o : ends o -> match rend j ts o with RNext _ _ _ => True | o' => o' = o end.
Proof. destruct o as [| |[|] i vs t l m| |]; simpl; auto; try contradiction. destruct (Nat.eqb i j); auto. Qed.

Lemma climb_nest : forall levels b x t l m, scoped levels ->
  region exec (fst (nest b x levels)) (snd (nest b x levels)) t l m = climb levels (region exec (flat b levels) x t l m).
Proof.
  induction levels as [|v rest IH]; intros b x t l m S; simpl; auto. destruct S as (Sv & Sr).
  rewrite IH by auto. rewrite (flat_app (before v)), (flat_app (before v)), !region_app.
  pose proof (Sv t l m) as K. simpl in K.
  destruct (rseq exec (flat (before v) rest) t l m) as [t1 l1 m1|vs t1 l1 m1|[|] j vs t1 l1 m1| |] eqn:E.
  - assert (Q : region exec (RBlock (label v) (temps v) b x :: behind v) (final v) t1 l1 m1 =
      match rend (label v) (temps v) (region exec b x t1 l1 m1) with
      | RNext t' l' m' => region exec (behind v) (final v) t' l' m'
      | o => o
      end).
    { unfold region at 1. cbn [rseq].
      assert (B : exec (RBlock (label v) (temps v) b x) t1 l1 m1 = rend (label v) (temps v) (region exec b x t1 l1 m1))
        by (destruct k; reflexivity).
      rewrite B. clear. destruct (rend (label v) (temps v) (region exec b x t1 l1 m1)); reflexivity. }
    rewrite Q. clear. destruct (rend (label v) (temps v) (region exec b x t1 l1 m1)); reflexivity.
  - simpl in K. discriminate.
  - reflexivity.
  - simpl in *. destruct (Nat.eqb j (label v)); [discriminate|reflexivity].
  - reflexivity.
  - reflexivity.
Qed.

Lemma catch_climb : forall levels o, ends o ->
  climb levels o = match catch levels o with
    | Some (v, rest, (t, l, m)) => climb rest (region exec (behind v) (final v) t l m)
    | None => o
    end.
Proof.
  induction levels as [|v rest IH]; intros o N; simpl; auto.
  pose proof (rend_keeps (label v) (temps v) o N) as K.
  destruct (rend (label v) (temps v) o); auto; subst; now apply IH.
Qed.

Lemma catch_shorter : forall levels o v rest s, catch levels o = Some (v, rest, s) -> length rest < length levels.
Proof.
  induction levels as [|w levels IH]; intros o v rest s E; simpl in E; [discriminate|]. simpl.
  destruct (rend (label w) (temps w) o); try (apply IH in E; lia). inversion E; subst. lia.
Qed.

Lemma run_climb : forall n levels o, length levels <= n -> ends o -> run n levels o = climb levels o.
Proof.
  induction n as [|n IH]; intros levels o L N.
  - destruct levels; simpl in *; auto. lia.
  - rewrite catch_climb by auto. simpl. destruct (catch levels o) as [[[v rest] [[t l] m]]|] eqn:E; auto.
    apply IH; [|apply region_ends]. apply catch_shorter in E. lia.
Qed.

(** A block with nested blocks in it, and the loop over steps in its place. *)
Theorem ladder_scoped : forall levels b x j ts t l m, scoped levels ->
  exec (RBlock j ts (fst (nest b x levels)) (snd (nest b x levels))) t l m =
  rend j ts (run (length levels) levels (region exec (flat b levels) x t l m)).
Proof.
  intros levels b x j ts t l m S. rewrite run_climb; auto using region_ends.
  rewrite <- climb_nest by auto. destruct k; reflexivity.
Qed.

(** ** Scopes *)

(** That nothing branches to label j, by the look of the code. *)
Definition jump_avoids (j : nat) (p : jump) : bool := let (_, i, _) := p in negb (Nat.eqb i j).
Definition end_avoids (j : nat) (x : ending) : bool :=
  match x with
  | Goto p => jump_avoids j p
  | Switch _ ps p => forallb (jump_avoids j) ps && jump_avoids j p
  | _ => true
  end.
Fixpoint avoids (j : nat) (s : stmt) : bool :=
  match s with
  | GotoIf _ p => jump_avoids j p
  | RBlock _ _ b x | RLoop _ _ _ _ b x => forallb (avoids j) b && end_avoids j x
  | RIf _ _ _ a xa b xb => forallb (avoids j) a && end_avoids j xa && (forallb (avoids j) b && end_avoids j xb)
  | _ => true
  end.

Section StmtInduction.
  Variable P : stmt -> Prop.
  Hypothesis Plain : forall s, match s with RBlock _ _ _ _ | RLoop _ _ _ _ _ _ | RIf _ _ _ _ _ _ _ => False | _ => True end -> P s.
  Hypothesis Pblock : forall i ts b x, Forall P b -> P (RBlock i ts b x).
  Hypothesis Ploop : forall i ps e ts b x, Forall P b -> P (RLoop i ps e ts b x).
  Hypothesis Pif : forall i ts e a xa b xb, Forall P a -> Forall P b -> P (RIf i ts e a xa b xb).
  Fixpoint stmt_induction (s : stmt) : P s :=
    let each := fix each l : Forall P l :=
      match l with [] => Forall_nil P | y :: l' => Forall_cons y (stmt_induction y) (each l') end in
    match s with
    | RBlock i ts b x => Pblock i ts b x (each b)
    | RLoop i ps e ts b x => Ploop i ps e ts b x (each b)
    | RIf i ts e a xa b xb => Pif i ts e a xa b xb (each a) (each b)
    | Let t e => Plain (Let t e) I
    | Effect ts o es => Plain (Effect ts o es) I
    | SetLocal i e => Plain (SetLocal i e) I
    | RCall ts f es => Plain (RCall ts f es) I
    | GotoIf e p => Plain (GotoIf e p) I
    end.
End StmtInduction.

(** Of a statement: no value of a region, and no jump to j. *)
Definition stays (j : nat) (o : rout) : Prop :=
  match o with RFall _ _ _ _ => False | RJump _ i _ _ _ _ => i <> j | _ => True end.
(** Of a region. *)
Definition passes (j : nat) (o : rout) : Prop :=
  match o with RNext _ _ _ => False | RJump _ i _ _ _ _ => i <> j | _ => True end.

Notation safe j n := (fun s => forall t l m, stays j (Rust.exec funcs n s t l m)).

Lemma jump_passes j p t l m : jump_avoids j p = true -> passes j (do_jump p t l m).
Proof. destruct p as [c i es]. simpl. intros E F. subst. now rewrite Nat.eqb_refl in E. Qed.

Lemma seq_stays j n b : Forall (safe j n) b -> forall t l m, stays j (rseq (Rust.exec funcs n) b t l m).
Proof.
  induction 1 as [|s b Hs _ IH]; intros t l m; simpl; auto.
  specialize (Hs t l m). destruct (Rust.exec funcs n s t l m); auto.
Qed.

Lemma region_passes j n b x : Forall (safe j n) b -> end_avoids j x = true ->
  forall t l m, passes j (region (Rust.exec funcs n) b x t l m).
Proof.
  intros B X t l m. unfold region. pose proof (seq_stays j n b B t l m) as K.
  destruct (rseq _ b t l m); simpl in *; auto; try contradiction.
  destruct x as [es|p|e ps p|]; simpl in *; auto.
  - now apply jump_passes.
  - apply andb_prop in X as (X1 & X2). apply jump_passes. rewrite forallb_forall in X1.
    destruct (nth_in_or_default (index (eval t0 l0 e)) ps p) as [I|I]; [now apply X1|now rewrite I].
Qed.

Lemma rend_stays j i ts o : passes j o -> stays j (rend i ts o).
Proof. destruct o as [| |[|] a vs t l m| |]; simpl; auto; try contradiction. intros N. now destruct (Nat.eqb a i). Qed.

Lemma avoids_stays j s : avoids j s = true -> forall n, safe j n s.
Proof.
  assert (Inside : forall b n, Forall (fun s => avoids j s = true -> forall n, safe j n s) b ->
    forallb (avoids j) b = true -> Forall (safe j n) b).
  { intros b n F E. rewrite forallb_forall in E. rewrite Forall_forall in *. auto. }
  induction s as [s Q|i ts b x IH|i ps e ts b x IH|i ts e a xa b xb IHa IHb] using stmt_induction; intros E n.
  - intros t l m. destruct s; try contradiction; destruct n; simpl in *; auto;
      repeat match goal with
      | |- stays _ (match ?o with _ => _ end) => destruct o; simpl; auto
      | |- stays _ (if ?c then _ else _) => destruct c; simpl; auto
      end; destruct j0 as [c i es]; simpl in *; intros ->; now rewrite Nat.eqb_refl in E.
  - intros t l m. simpl in E. apply andb_prop in E as (Eb & Ex).
    replace (Rust.exec funcs n (RBlock i ts b x) t l m) with (rend i ts (region (Rust.exec funcs n) b x t l m)) by (destruct n; reflexivity).
    apply rend_stays, region_passes; auto.
  - simpl in E. apply andb_prop in E as (Eb & Ex). revert e. induction n as [|n IHn]; intros e t l m;
      pose proof (fun n => region_passes j n b x (Inside b n IH Eb) Ex) as R.
    + specialize (R 0 (bind t ps (map (eval t l) e)) l m). simpl. unfold region in *.
      destruct (match rseq _ _ _ _ _ with RNext _ _ _ => _ | _ => _ end) as [| |[|] a vs t1 l1 m1| |]; simpl in *; auto; try contradiction.
      now destruct (Nat.eqb a i).
    + specialize (R (S n) (bind t ps (map (eval t l) e)) l m).
      change (stays j (match region (Rust.exec funcs (S n)) b x (bind t ps (map (eval t l) e)) l m with
        | RFall vs t' l' m' => RNext (bind t' ts vs) l' m'
        | RJump true a vs t' l' m' => if Nat.eqb a i then Rust.exec funcs n (RLoop i ps (map EConst vs) ts b x) t' l' m' else RJump true a vs t' l' m'
        | o => o end)).
      destruct (region _ _ _ _ _ _) as [| |[|] a vs t1 l1 m1| |]; simpl in R; auto; try contradiction.
      destruct (Nat.eqb a i); simpl; auto.
  - intros t l m. simpl in E. apply andb_prop in E as (E1 & E2). apply andb_prop in E1 as (Ea & Exa). apply andb_prop in E2 as (Eb & Exb).
    replace (Rust.exec funcs n (RIf i ts e a xa b xb) t l m) with (rend i ts (if nonzero (eval t l e)
      then region (Rust.exec funcs n) a xa t l m else region (Rust.exec funcs n) b xb t l m)) by (destruct n; reflexivity).
    apply rend_stays. destruct (nonzero _); apply region_passes; auto.
Qed.

(** The chain's labels do not occur in front of their blocks. *)
Fixpoint apart (levels : list level) : bool :=
  match levels with
  | [] => true
  | v :: rest => forallb (avoids (label v)) (flat (before v) rest) && apart rest
  end.

Lemma apart_scoped levels : apart levels = true -> scoped levels.
Proof.
  induction levels as [|v rest IH]; simpl; auto. intros E. apply andb_prop in E as (Ev & Er). split; auto.
  intros t l m. assert (S : stays (label v) (rseq exec (flat (before v) rest) t l m)).
  { apply seq_stays. rewrite forallb_forall in Ev. apply Forall_forall. intros s Hs. now apply avoids_stays, Ev. }
  destruct (rseq _ _ _ _ _) as [| |[|] i vs t1 l1 m1| |]; simpl in *; auto; try contradiction.
  destruct (Nat.eqb i (label v)) eqn:Q; auto. now apply Nat.eqb_eq in Q.
Qed.

(** The same for code that can be looked at. *)
Theorem ladder_correct : forall levels b x j ts t l m, apart levels = true ->
  exec (RBlock j ts (fst (nest b x levels)) (snd (nest b x levels))) t l m =
  rend j ts (run (length levels) levels (region exec (flat b levels) x t l m)).
Proof. intros. apply ladder_scoped. now apply apart_scoped. Qed.

End Ladder.

Print Assumptions ladder_correct.
